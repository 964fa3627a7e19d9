import { setImmediate } from 'node:timers/promises';
import { resolveMetricMargin } from '../../harness/gate/select-gated-metrics.ts';
import {
  findClockProblems,
  hasPlausibleStart,
} from '../../harness/history/check-run-start-time-plausibility.ts';
import type { HistoryStore } from '../../harness/history/store/history-store.ts';
import type { PointFilter, StoredSeries } from '../../harness/history/store/read-metric-series.ts';
import { readDecisions, readNotes } from '../../harness/history/store/user-notes-and-decisions.ts';
import { buildTrend } from '../../harness/history/trend/build-trend.ts';
import { mergeTrendChanges } from '../../harness/history/trend/merge-trend-changes.ts';
import type { Host } from '../../harness/host.ts';
import {
  HISTORY_SCHEMA,
  type HistoryChange,
  type HistoryReport,
  type Trend,
} from '../../harness/model/documents/history-document.ts';
import { metricRank } from '../../harness/model/metric.ts';
import { didYouMean } from '../../harness/model/scenario/suggest-nearest-word.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { readCommitOrder } from './history-git-queries.ts';
import type { HistoryOptions } from './history-report-options.ts';
import { resolveHistoryStorageLocation } from './history-storage-location.ts';
import { withHistory } from './open-history.ts';

/** Default metrics of the history: those that verdicts rest on. */
const USUAL_METRICS: ReadonlySet<string> = new Set([
  'wall_time',
  'cpu_time',
  'latency.p95',
  'lcp',
  'instructions',
  'allocated',
]);

/** Reports how the scenarios of a project have changed over time; measures nothing. */
export async function buildHistoryReport(
  host: Host,
  options: HistoryOptions,
  signal: AbortSignal,
): Promise<HistoryReport> {
  const place = resolveHistoryStorageLocation(host, options.config);
  const { database, stateFolder } = place;
  return withHistory(host, place, async ({ store, findings }) => {
    const order = await readCommitOrder(host, options.config.root, options.branch, signal);
    const now = host.clock.now();
    const isShared = database !== null;
    const decisions = isShared ? await store.decisions() : readDecisions(host.files, stateFolder);
    const notes = isShared ? await store.notes() : readNotes(host.files, stateFolder);
    const trends: Trend[] = [];
    const dated = new Map<string, string>();
    for (const series of await wantedSeries(store, options)) {
      // Yields to the event loop, so that a server showing a page can respond meanwhile.
      await setImmediate();
      signal.throwIfAborted();
      const { keepsUncommitted } = options;
      const points = await store.points(series, sinceOf(options));
      for (const { run, startedAt } of points) {
        if (!hasPlausibleStart({ startedAt }, now)) dated.set(run, startedAt);
      }
      const context = { order, decisions, notes, keepsUncommitted, marginOf, now };
      const trend = buildTrend(series, points, context);
      trends.push(trend);
    }
    const merged = mergeTrendChanges(trends.toSorted(byImportance), order);
    const shown = merged.map((trend) => withinSpan(trend, options, now));
    return {
      schema: HISTORY_SCHEMA,
      view: options.view,
      from: options.since,
      to: now.toISOString(),
      trends: shown.filter(({ points, uncommitted }) => points.length + uncommitted > 0),
      findings: [
        ...findings,
        ...findClockProblems(
          [...dated].map(([id, startedAt]) => ({ id, startedAt })),
          now,
        ),
      ],
    };
  });
}

/** Returns the default margin, since the history does not store a scenario's own margins. */
function marginOf({ metric: name, nature }: Pick<StoredSeries, 'metric' | 'nature'>): number {
  return resolveMetricMargin({ name, nature }, { regression: {}, margin: null });
}

/** Error codes that mean that nothing was measured yet, or nothing of that scenario. */
const NOTHING: ReadonlySet<string> = new Set(['history-empty', 'history-scenario']);

/** Builds a history report; null: nothing was measured yet, or nothing of the named scenarios. */
export async function buildHistoryOrNull(
  host: Host,
  options: HistoryOptions,
  signal: AbortSignal,
): Promise<HistoryReport | null> {
  try {
    return await buildHistoryReport(host, options, signal);
  } catch (error) {
    if (error instanceof UserError && NOTHING.has(error.code)) return null;
    throw error;
  }
}

/** Limits the points of a trend to the requested period; changes are searched in all runs. */
function sinceOf({ view, since }: HistoryOptions): PointFilter {
  return view === 'trend' && since !== null ? { since } : {};
}

/** Limits the changes to the requested period. A digest also keeps open changes, however old. */
function withinSpan(trend: Trend, { since, view }: HistoryOptions, now: Date): Trend {
  if (since === null) return trend;
  // A run of the year 3000 is no news of this week.
  const isIn = (change: HistoryChange): boolean =>
    (change.since.to >= since && hasPlausibleStart({ startedAt: change.since.to }, now)) ||
    (view === 'digest' && change.status === 'open');
  return { ...trend, changes: trend.changes.filter(isIn) };
}

async function wantedSeries(
  store: HistoryStore,
  { scenarios, metrics }: HistoryOptions,
): Promise<readonly StoredSeries[]> {
  const all = await store.series();
  if (all.length === 0) throw noHistory();
  const names = new Set(all.map(({ scenario }) => scenario));
  for (const name of scenarios) {
    if (!names.has(name)) throw unknown('scenario', name, [...names]);
  }
  const chosen = all.filter(
    ({ scenario }) => scenarios.length === 0 || scenarios.includes(scenario),
  );
  const known = new Set(chosen.map(({ metric }) => metric));
  for (const name of metrics) {
    if (!known.has(name)) throw unknown('metric', name, [...known]);
  }
  if (metrics.length > 0) return chosen.filter(({ metric }) => metrics.includes(metric));
  // A scenario with none of the usual metrics, such as one imported from another tool, is shown
  // with the metrics it has.
  const usual = new Set(
    chosen.filter(({ metric }) => USUAL_METRICS.has(metric)).map(({ scenario }) => scenario),
  );
  return chosen.filter(({ scenario, metric }) => USUAL_METRICS.has(metric) || !usual.has(scenario));
}

/** Orders trends for people: wall time first, and the kind of machine with the most runs. */
function byImportance(a: Trend, b: Trend): number {
  if (a.scenario !== b.scenario) return a.scenario < b.scenario ? -1 : 1;
  return metricRank(a.metric) - metricRank(b.metric) || b.points.length - a.points.length;
}

function noHistory(): UserError {
  return new UserError({
    code: 'history-empty',
    message: 'There is no history yet: no run of this project has been recorded.',
    remedy: 'Run a measurement first: perf-harness run',
  });
}

function unknown(noun: string, name: string, known: readonly string[]): UserError {
  return new UserError({
    code: `history-${noun}`,
    message: `The history has no ${noun} "${name}".`,
    remedy: `${didYouMean(name, known)} Available: ${known.slice(0, 10).join(', ')}.`.trim(),
  });
}
