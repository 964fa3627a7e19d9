import type { StoredPoint } from '../../harness/history/store/read-metric-series.ts';
import { buildTrend } from '../../harness/history/trend/build-trend.ts';
import type { CommitOrder } from '../../harness/history/trend/parse-git-log-into-commit-positions.ts';
import {
  HISTORY_SCHEMA,
  type HistoryReport,
} from '../../harness/model/documents/history-document.ts';
import { createRandom } from '../../harness/stats/seeded-random.ts';

/** Number of runs in a series, one per commit and day. */
const RUNS = 60;
/** Until the gain that takes the first step back. */
const WORSE = 44;
const MACHINE = { harness: '0.1.0', tool: null, branch: 'main' } as const;
const TITLE = '4 × Example CPU, linux x64';

function dayOf(index: number): string {
  return new Date(Date.UTC(2026, 0, 1 + index)).toISOString();
}
function hashOf(index: number): string {
  return ((index + 1) * 0x9e3779b1).toString(16).padEnd(40, 'f');
}

/** Returns a run's level: a step by code, one by Node.js, an improvement undoing the first. */
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
      startedAt: dayOf(index),
      commit: hashOf(index),
      committedAt: null,
      ...MACHINE,
      isDirty: false,
      machine: 'b1f0',
      machineTitle: TITLE,
      settings: 'a',
      node: !isQuiet && index >= 15 ? 'v26.1.0' : 'v24.3.0',
      center,
      low: center * 0.99,
      high: center * 1.01,
      n: 10,
    };
  });
}

function history(
  view: HistoryReport['view'],
  { isQuiet = false, last = WORSE, from = null as string | null } = {},
): HistoryReport {
  const order: CommitOrder = new Map(
    Array.from({ length: RUNS }, (_, index) => [
      hashOf(index),
      {
        position: index,
        mainline: index,
        committedAt: dayOf(index),
        author: 'Ada <Tester>',
        subject: `Sort ${index} rows`,
        releases: index === 12 ? ['v2.0.0'] : [],
      },
    ]),
  );
  const series = {
    key: 1,
    scenario: 'parse | `lockfile` <all>',
    metric: 'wall_time',
    machine: 'b1f0',
    ...({ unit: 'ms', better: 'lower', nature: 'timed' } as const),
  };
  const context = { order, decisions: [], keepsUncommitted: false, marginOf: () => 0.02 };
  const trends = [buildTrend(series, points(isQuiet).slice(0, last), context)];
  return { schema: HISTORY_SCHEMA, view, from, to: dayOf(RUNS), trends, findings: [] };
}

/** Returns the report of one change with the runs around it. */
function shown(): HistoryReport {
  const whole = history('show');
  const [trend] = whole.trends;
  const change = trend?.changes.findLast(({ direction }) => direction === 'worse');
  if (trend === undefined || change === undefined) throw new TypeError('nothing has changed');
  const runs = trend.points.slice(change.low - 1, change.high + 1).map((point, index) => {
    const { metric, unit } = trend;
    const level = index === 0 ? change.before : change.after;
    const { run: id, at, commit, center, low, high, n } = point;
    return {
      id,
      scenario: trend.scenario,
      at,
      verdict: 'pass' as const,
      commit,
      dirty: false,
      ...MACHINE,
      machine: TITLE,
      node: 'v26.1.0',
      metrics: [{ metric, unit, center, low, high, n, level }],
    };
  });
  return {
    ...whole,
    shown: { kind: 'change', id: change.id, runs, left_out: 2 },
    trends: [{ ...trend, changes: [change] }],
  };
}

/** Returns histories: one with changes of several causes in each view, one without any. */
export function historyDocuments() {
  return {
    'history-trend': history('trend'),
    'history-changes': history('changes'),
    'history-digest': history('digest', { last: RUNS, from: '2026-02-01T00:00:00.000Z' }),
    'history-show': shown(),
    'history-steady': history('trend', { isQuiet: true, last: RUNS }),
  } satisfies Readonly<Record<string, HistoryReport>>;
}
