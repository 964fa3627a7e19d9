import type { StoredPoint, StoredSeries } from '../../harness/history/store/read-series.ts';
import type { CommitOrder } from '../../harness/history/trend/commit-order.ts';
import { trendOf } from '../../harness/history/trend/trend-of.ts';
import {
  HISTORY_SCHEMA,
  type HistoryReport,
} from '../../harness/model/documents/history-document.ts';
import { createRandom } from '../../harness/stats/random.ts';

/** Runs of a series, one a commit. */
const RUNS = 60;
const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2026, 0, 1);

const SERIES: StoredSeries = {
  key: 1,
  scenario: 'parse | `lockfile` <all>',
  metric: 'wall_time',
  machine: 'b1f0',
  unit: 'ms',
  better: 'lower',
  nature: 'timed',
};

const order: CommitOrder = new Map(
  Array.from({ length: RUNS }, (_, index) => [
    hashOf(index),
    {
      position: index,
      mainline: index,
      committedAt: new Date(FIRST + index * DAY_MS).toISOString(),
      releases: index === 12 ? ['v2.0.0'] : [],
    },
  ]),
);

/** A step of the code, one of Node.js, and a gain that takes the first back. */
function levelAt(index: number): number {
  if (index < 15) return 2;
  if (index < 30) return 2.3;
  return index < 45 ? 2.6 : 1.9;
}

function points(isQuiet: boolean): readonly StoredPoint[] {
  const random = createRandom(7);
  return Array.from({ length: RUNS }, (_, index) => {
    const noise = 1 + 0.02 * (random.next() + random.next() - 1);
    const center = (isQuiet ? 2 : levelAt(index)) * noise;
    return {
      run: `run-${index}`,
      startedAt: new Date(FIRST + index * DAY_MS).toISOString(),
      commit: hashOf(index),
      committedAt: null,
      branch: 'main',
      isDirty: false,
      machine: 'b1f0',
      machineTitle: '4 × Example CPU, linux x64',
      node: !isQuiet && index >= 15 ? 'v26.1.0' : 'v24.3.0',
      harness: '0.1.0',
      tool: null,
      settings: 'a',
      center,
      low: center * 0.99,
      high: center * 1.01,
      n: 10,
    };
  });
}

function hashOf(index: number): string {
  return ((index + 1) * 0x9e3779b1).toString(16).padEnd(40, '0');
}

function report(changes: Partial<HistoryReport>, isQuiet = false, last = RUNS): HistoryReport {
  const context = { order, decisions: [], keepsUncommitted: false, marginOf: () => 0.02 };
  return {
    schema: HISTORY_SCHEMA,
    view: 'trend',
    from: null,
    to: new Date(FIRST + RUNS * DAY_MS).toISOString(),
    trends: [trendOf(SERIES, points(isQuiet).slice(0, last), context)],
    findings: [],
    ...changes,
  };
}

/** One change with the runs about it. */
function shown(): HistoryReport {
  const whole = report({ view: 'show' }, false, 44);
  const [trend] = whole.trends;
  const change = trend?.changes.findLast(({ direction }) => direction === 'worse');
  if (trend === undefined || change === undefined) throw new TypeError('nothing has changed');
  const runs = trend.points.slice(change.low - 1, change.high + 1).map((point, index) => ({
    ...{ id: point.run, scenario: trend.scenario, at: point.at, verdict: 'pass' as const },
    ...{ commit: point.commit, branch: index === 0 ? null : 'main', dirty: false },
    ...{ machine: '4 × Example CPU, linux x64', node: 'v26.1.0', harness: '0.1.0', tool: null },
    metrics: [
      {
        ...{ metric: trend.metric, unit: trend.unit, center: point.center },
        ...{ low: point.low, high: point.high, n: point.n },
        level: index === 0 ? change.before : change.after,
      },
    ],
  }));
  return {
    ...whole,
    shown: { kind: 'change', id: change.id, runs, left_out: 2 },
    trends: [{ ...trend, changes: [change] }],
  };
}

/** Histories: one with changes of several causes in each view, one without any. */
export function historyDocuments(): Readonly<Record<string, HistoryReport>> {
  return {
    'history-changes': report({ view: 'changes' }, false, 44),
    'history-digest': report({ view: 'digest', from: '2026-02-01T00:00:00.000Z' }),
    'history-trend': report({}, false, 44),
    'history-show': shown(),
    'history-steady': report({}, true),
  };
}
