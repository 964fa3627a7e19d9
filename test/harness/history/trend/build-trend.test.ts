import { describe, expect, it } from 'vitest';
import type {
  StoredPoint,
  StoredSeries,
} from '../../../../harness/history/store/read-metric-series.ts';
import type { ChangeDecision } from '../../../../harness/history/store/user-notes-and-decisions.ts';
import { buildTrend } from '../../../../harness/history/trend/build-trend.ts';
import {
  type CommitOrder,
  parseCommitLog,
} from '../../../../harness/history/trend/parse-git-log-into-commit-positions.ts';
import { createRandom } from '../../../../harness/stats/seeded-random.ts';
import { runCommitHash, runTimestamp } from '../../../support/history-entries.ts';

const SERIES: StoredSeries = {
  key: 1,
  scenario: 'sort',
  metric: 'wall_time',
  machine: 'one',
  unit: 'ms',
  better: 'lower',
  nature: 'timed',
};

/** Returns runs of successive commits, an hour apart, with a noise of about 1 %. */
function runs(
  levels: readonly number[],
  changes: (index: number) => Partial<StoredPoint> = () => ({}),
): readonly StoredPoint[] {
  const random = createRandom(28);
  return levels.map((level, index) => {
    const center = level * (0.99 + 0.02 * random.next());
    return {
      run: `run-${String(index).padStart(3, '0')}`,
      center,
      low: center,
      high: center,
      n: 5,
      startedAt: runTimestamp(index),
      commit: runCommitHash(index),
      committedAt: null,
      branch: 'main',
      isDirty: false,
      machine: 'one',
      machineTitle: 'first machine',
      node: '24.1.0',
      harness: '1.0.0',
      tool: null,
      settings: 'same',
      ...changes(index),
    };
  });
}

function order(count: number, tags: Readonly<Record<number, string>> = {}): CommitOrder {
  const lines = Array.from({ length: count }, (_, index) => {
    const refs = tags[index] === undefined ? '' : `HEAD, tag: refs/tags/${tags[index]}`;
    return `${runCommitHash(index)}\u001f${1_767_225_600 + index}\u001f${refs}`;
  });
  const parsed = parseCommitLog(lines.join('\n'));
  if (parsed === null) throw new TypeError('cut off');
  return parsed;
}

const times = (count: number, level: number): number[] => Array(count).fill(level);
const STEP = [...times(20, 10), ...times(20, 13)];

function seen(
  points: readonly StoredPoint[],
  context: Partial<Parameters<typeof buildTrend>[2]> = {},
  series = SERIES,
) {
  return buildTrend(series, points, {
    order: order(200),
    decisions: [],
    keepsUncommitted: false,
    marginOf: () => 0,
    ...context,
  });
}

describe('the order of a trend', () => {
  it('follows the commits, not the measurements', () => {
    // The last commit was measured first, and the rest backwards.
    const points = runs(STEP, (index) => ({ startedAt: runTimestamp(100 - index) })).toReversed();
    const trend = seen(points);
    expect(trend.points.map(({ commit }) => commit)).toEqual(
      STEP.map((_, at) => runCommitHash(at)),
    );
    const [change, ...others] = trend.changes;
    expect(others).toEqual([]);
    expect(change).toMatchObject({ index: 20, direction: 'worse', cause: 'code', status: 'open' });
    const { low = 0, high = 0 } = change ?? {};
    expect([low <= 20, high >= 20, high - low <= 4]).toEqual([true, true, true]);
    const [good, bad] = [runCommitHash(low - 1), runCommitHash(high)];
    expect(change?.since).toMatchObject({ good, bad, commits: high - low + 1 });
    expect(change?.bisect).toBe(
      `perf-harness bisect ${good.slice(0, 12)} ${bad.slice(0, 12)} sort --metric wall_time`,
    );
  });

  it('follows time without git, or when the branch has none of the commits', () => {
    const points = runs(times(5, 10), (index) => ({ commit: `elsewhere-${index}` }));
    for (const given of [null, order(5)]) {
      const trend = seen(points.toReversed(), { order: given });
      expect(trend.points.map(({ run }) => run)).toEqual(points.map(({ run }) => run));
    }
  });

  it('leaves out other branches, and counts runs of uncommitted code', () => {
    const points = runs(times(10, 10), (index) => ({
      ...(index === 3 && { commit: 'elsewhere' }),
      isDirty: index > 7,
    }));
    const trend = seen(points);
    expect(trend.points).toHaveLength(7);
    expect(trend.uncommitted).toBe(2);
    const all = seen(points, { keepsUncommitted: true });
    expect([all.points.length, all.uncommitted]).toEqual([9, 0]);
  });

  it('is unknown in a shallow clone', () => {
    expect(parseCommitLog(`a\u001f1\u001fgrafted\nb\u001f2\u001fHEAD -> refs/heads/main`)).toBe(
      null,
    );
  });
});

describe('annotations of a trend', () => {
  it('name a lasting change of Node.js, which is then the cause instead of the code', () => {
    const points = runs(STEP, (index) => ({ node: index < 20 ? '24.1.0' : '26.0.0' }));
    const trend = seen(points);
    expect(trend.annotations).toEqual([
      { index: 20, kind: 'node', text: 'Node.js 26.0.0, before 24.1.0' },
    ]);
    expect(trend.changes).toMatchObject([{ index: 20, cause: 'node', bisect: null }]);
  });

  it('name a new machine of a counting metric, but not machines that alternate', () => {
    const named = (isSecond: boolean): Partial<StoredPoint> =>
      isSecond ? { machine: 'two', machineTitle: 'second machine' } : {};
    const moved = seen(runs(times(20, 10), (index) => named(index >= 12)));
    expect(moved.annotations).toEqual([
      { index: 12, kind: 'machine', text: 'machine second machine, before first machine' },
    ]);
    // Alternates every two runs, so that each machine briefly seems to have come to stay.
    const taken = seen(runs(times(20, 10), (index) => named(index % 4 > 1)));
    expect(taken.annotations).toEqual([]);
    const once = seen(runs(times(20, 10), (index) => named(index === 9)));
    expect(once.annotations).toEqual([]);
  });

  it('name a release at the first run that holds it, and none from before the first run', () => {
    const tags = { 2: 'v1', 10: 'v2', 15: 'v3', 199: 'v9' };
    // Neither commit 15 nor those before 5 were measured.
    const points = runs(times(30, 10)).filter((_, index) => index >= 5 && index !== 15);
    expect(seen(points, { order: order(200, tags) }).annotations).toEqual([
      { index: 5, kind: 'release', at: '2026-01-01T00:00:10.000Z', text: 'v2' },
      { index: 10, kind: 'release', at: '2026-01-01T00:00:15.000Z', text: 'v3' },
    ]);
  });

  it('carry time, author and message of a commit that git knows', () => {
    const line = [runCommitHash(0), '1767225600', '', '', 'Ada', 'Sort faster'].join('\u001f');
    const { points } = seen(runs([10]), { order: parseCommitLog(line) });
    expect(points[0]).toMatchObject({
      committed_at: '2026-01-01T00:00:00.000Z',
      author: 'Ada',
      subject: 'Sort faster',
    });
    expect(seen(runs([10]), { order: null }).points[0]).not.toHaveProperty('author');
  });
});

describe('the status of a change', () => {
  const decide = (change: string, ...decisions: readonly ChangeDecision['decision'][]) =>
    decisions.map((decision) => ({
      change,
      decision,
      reason: `is ${decision}`,
      author: 'Ada',
      decidedAt: runTimestamp(50),
    }));

  it('is fixed when the level comes back by itself, even if it grows worse again', () => {
    const back = seen(runs([...STEP, ...times(20, 10)]));
    expect(back.changes.map(({ status }) => status)).toEqual(['fixed', 'gain']);
    const again = seen(runs([...STEP, ...times(20, 10), ...times(20, 13)]));
    expect(again.changes.map(({ status }) => status)).toEqual(['fixed', 'gain', 'open']);
    const half = seen(runs([...STEP, ...times(20, 11.5)]));
    expect(half.changes.map(({ status }) => status)).toEqual(['open', 'gain']);
  });

  it('is the latest decision', () => {
    const id = seen(runs(STEP)).changes[0]?.id ?? '';
    const statusAfter = (...said: readonly ChangeDecision['decision'][]) =>
      seen(runs(STEP), { decisions: decide(id, ...said) }).changes[0];
    expect(statusAfter('acknowledged')).toMatchObject({
      status: 'acknowledged',
      decision: { reason: 'is acknowledged', author: 'Ada', at: runTimestamp(50) },
    });
    expect(statusAfter('acknowledged', 'ignored')?.status).toBe('ignored');
    expect(statusAfter('ignored', 'reopened')?.status).toBe('open');
    const fixed = seen(runs([...STEP, ...times(20, 10)]), { decisions: decide(id, 'ignored') });
    expect(fixed.changes[0]?.status).toBe('fixed');
  });

  it('stays with the change while its interval narrows', () => {
    const points = runs([...times(20, 10), ...times(40, 10.15)]);
    const known = new Set<string>();
    for (let count = 24; count <= points.length; count += 4) {
      const [change] = seen(points.slice(0, count)).changes;
      if (change === undefined) continue;
      known.add(change.id);
      // Decided when fewer runs were known, since the change ended at another commit then.
      const decisions = decide(change.id, 'ignored');
      expect(seen(points, { decisions }).changes).toMatchObject([
        { id: change.id, status: 'ignored' },
      ]);
    }
    expect(known.size).toBeGreaterThan(1);
  });

  it('is reversed when more is better', () => {
    const more = { ...SERIES, metric: 'throughput', unit: '/s', better: 'higher' } as const;
    const trend = seen(runs([...STEP, ...times(20, 10)]), {}, more);
    expect(trend.changes.map(({ direction, status }) => `${direction} ${status}`)).toEqual([
      'better gain',
      'worse open',
    ]);
  });

  it('comes with a command in which foreign names are quoted', () => {
    const hostile = { ...SERIES, scenario: 'sort; rm -rf ~', metric: "x'; reboot #" };
    expect(seen(runs(STEP), {}, hostile).changes[0]?.bisect).toContain(
      `'sort; rm -rf ~' --metric 'x'\\''; reboot #'`,
    );
  });
});

describe('late measurements', () => {
  it('date a change by its commits, and count commits as a bisection does', () => {
    // Each commit after the first is a merge of one branch commit.
    const lines = Array.from({ length: 40 }, (_, index) => {
      const [parent, side] = [runCommitHash(index - 1), `side-${index}`];
      const at = 1_500_000_000 + index * 86_400;
      if (index === 0) return `${runCommitHash(0)}\u001f${at}\u001f\u001f`;
      return `${side}\u001f${at}\u001f\u001f${parent}\n${runCommitHash(index)}\u001f${at}\u001f\u001f${parent} ${side}`;
    });
    const trend = seen(runs(STEP), { order: parseCommitLog(lines.join('\n')) });
    const { low = 0, high = 0, since } = trend.changes[0] ?? {};
    expect(since).toMatchObject({
      from: new Date((1_500_000_000 + (low - 1) * 86_400) * 1_000).toISOString(),
      to: new Date((1_500_000_000 + high * 86_400) * 1_000).toISOString(),
      commits: high - low + 1,
    });
  });

  it('show no change within the margin, however little a metric varies', () => {
    const counted = { ...SERIES, metric: 'allocated', nature: 'counted', machine: '' } as const;
    const steady = [...times(20, 10), ...times(20, 10.05)].map((level, index) => ({
      ...runs(STEP)[index],
      center: level,
      low: level,
      high: level,
    })) as StoredPoint[];
    expect(seen(steady, { marginOf: () => 0 }, counted).changes).toHaveLength(1);
    const trend = seen(steady, { marginOf: () => 0.01 }, counted);
    expect([trend.changes, trend.levels.length]).toEqual([[], 2]);
  });
});

describe('a series', () => {
  const COUNTED = { ...SERIES, metric: 'allocated', nature: 'counted' } as const;

  it('has no code change between runs of one commit', () => {
    const points = runs(times(12, 10), (index) => ({
      commit: runCommitHash(Math.min(index, 8)),
      center: index < 10 ? 1_000 : 1_043,
    }));
    const trend = seen(points, {}, COUNTED);
    expect(trend.levels.map(({ value }) => value)).toEqual([1_000, 1_043]);
    expect(trend.changes).toEqual([]);
  });

  it('leaves out a single run with other settings, such as a quick run', () => {
    const points = runs(times(12, 10), (index) => ({
      settings: index === 11 ? 'quick' : 'same',
      center: index === 11 ? 1_043 : 1_000,
    }));
    const trend = seen(points, {}, COUNTED);
    expect([trend.points.length, trend.other_settings]).toEqual([11, 1]);
    expect(trend.changes).toEqual([]);
  });

  it('uses the most frequent settings when runs with two settings alternate', () => {
    const points = runs(times(11, 10), (index) => ({
      settings: index % 2 === 0 ? 'same' : 'quick',
      center: index % 2 === 0 ? 1_000 : 1_043,
    }));
    const trend = seen(points, {}, COUNTED);
    expect([trend.points.length, trend.other_settings]).toEqual([6, 5]);
    expect(trend.levels).toHaveLength(1);
  });
});
