import { describe, expect, it } from 'vitest';
import { mergeTrendChanges } from '../../../../harness/history/trend/merge-trend-changes.ts';
import {
  type CommitOrder,
  parseCommitLog,
} from '../../../../harness/history/trend/parse-git-log-into-commit-positions.ts';
import {
  HISTORY_SCHEMA,
  type HistoryChange,
  type HistoryReport,
  type Trend,
} from '../../../../harness/model/documents/history-document.ts';
import { historyFacts } from '../../../../reports/display-facts/history/history-display-data.ts';
import { runCommitHash, runTimestamp } from '../../../support/history-entries.ts';

function order(count: number): CommitOrder {
  const lines = Array.from({ length: count }, (_, index) =>
    [
      runCommitHash(index),
      1_767_225_600 + index,
      '',
      index === 0 ? '' : runCommitHash(index - 1),
    ].join('\u001f'),
  );
  const parsed = parseCommitLog(lines.join('\n'));
  if (parsed === null) throw new TypeError('cut off');
  return parsed;
}

/** A metric of `sort` that became slower between two commits. */
function trend(
  metric: string,
  [good, bad]: readonly [number, number],
  ratio: number,
  changes: Partial<HistoryChange> = {},
): Trend {
  const change: HistoryChange = {
    id: `of-${metric}`,
    index: bad,
    low: good + 1,
    high: bad,
    direction: 'worse',
    before: 1,
    after: ratio,
    ratio,
    ratio_low: null,
    ratio_high: null,
    confidence: 0.95,
    cause: 'code',
    since: {
      good: runCommitHash(good),
      bad: runCommitHash(bad),
      from: runTimestamp(good),
      to: runTimestamp(bad),
      commits: bad - good,
    },
    status: 'open',
    decision: null,
    bisect: `perf-harness bisect ${good} ${bad} ${metric}`,
    ...changes,
  };
  const point = { run: 'a', at: runTimestamp(0), commit: null, center: 1, low: 1, high: 1, n: 3 };
  return {
    scenario: 'sort',
    metric,
    unit: 'ms',
    better: 'lower',
    nature: 'timed',
    machine: null,
    points: [point],
    levels: [],
    noise: 0,
    drift: null,
    modes: null,
    annotations: [],
    changes: [change],
    uncommitted: 0,
  };
}

const merged = (...trends: readonly Trend[]): readonly HistoryChange[] =>
  mergeTrendChanges(trends, order(30)).flatMap(({ changes }) => changes);

const CPU = trend('cpu_time', [10, 15], 1.67);
const ALLOCATED = trend('allocated', [12, 13], 1.2);

describe('overlapping changes of one scenario', () => {
  it('are one change with the narrowest range, whatever their order', () => {
    for (const trends of [
      [CPU, ALLOCATED],
      [ALLOCATED, CPU],
    ]) {
      const changes = merged(...trends);
      const of = (id: string) => changes.find((change) => change.id === id);
      expect(of('of-allocated')).toEqual(ALLOCATED.changes[0]);
      expect(of('of-cpu_time')).toMatchObject({
        ratio: 1.67,
        same_as: 'of-allocated',
        since: { good: runCommitHash(12), bad: runCommitHash(13), commits: 1 },
        bisect: 'perf-harness bisect 12 13 allocated',
      });
    }
  });

  it('are one in the headline, with the size of each', () => {
    const document: HistoryReport = {
      schema: HISTORY_SCHEMA,
      view: 'changes',
      from: null,
      to: runTimestamp(40),
      trends: mergeTrendChanges([CPU, ALLOCATED], order(30)),
      findings: [],
    };
    const { headline, next } = historyFacts(document);
    const commits = `${runCommitHash(12).slice(0, 8)} and ${runCommitHash(13).slice(0, 8)}`;
    expect(headline.sentence).toBe(
      `sort is slower: allocated +20.0 %, cpu_time +67.0 % between ${commits} (1 commit).`,
    );
    expect(next?.command).toBe('perf-harness bisect 12 13 allocated');
  });

  it('take the decision on the narrowest change', () => {
    const decision = { reason: 'wanted', author: 'Ada', at: runTimestamp(20) };
    const known = trend('allocated', [12, 13], 1.2, { status: 'acknowledged', decision });
    expect(merged(CPU, known)[0]).toMatchObject({ status: 'acknowledged', decision });
  });

  it('stay apart when they touch, differ in direction or cause, or may be either of two', () => {
    const apart: readonly (readonly Trend[])[] = [
      [CPU, trend('allocated', [15, 16], 1.2)],
      [CPU, trend('allocated', [12, 13], 0.8, { direction: 'better', status: 'gain' })],
      [CPU, trend('allocated', [12, 13], 1.2, { cause: 'node' })],
      [CPU, { ...ALLOCATED, scenario: 'search' }],
    ];
    for (const trends of apart) {
      expect(merged(...trends)).toEqual(trends.flatMap(({ changes }) => changes));
    }
    const two = merged(CPU, ALLOCATED, trend('instructions', [13, 14], 1.1));
    expect(two.map(({ same_as }) => same_as)).toEqual([undefined, undefined, undefined]);
  });

  it('are matched by moments when there is no git', () => {
    const [cpu] = mergeTrendChanges([CPU, ALLOCATED], null).flatMap(({ changes }) => changes);
    expect(cpu).toMatchObject({ same_as: 'of-allocated' });
  });
});
