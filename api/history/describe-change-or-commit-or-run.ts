import type { HistoryStore } from '../../harness/history/store/history-store.ts';
import type { Host } from '../../harness/host.ts';
import type {
  HistoryChange,
  HistoryDetail,
  HistoryReport,
  HistoryRunDetail,
  Trend,
} from '../../harness/model/documents/history-document.ts';
import type { HistoryEntry } from '../../harness/model/documents/history-entry.ts';
import { didYouMean } from '../../harness/model/scenario/suggest-nearest-word.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { buildHistoryReport } from './build-history-report.ts';
import { resolveCommitHash } from './history-git-queries.ts';
import type { HistoryOptions } from './history-report-options.ts';
import { resolveHistoryStorageLocation } from './history-storage-location.ts';
import { withHistory } from './open-history.ts';

/** Runs that are listed. */
const MOST_RUNS = 50;
/** Characters of a commit that is named. */
const SHORT_COMMIT = 12;
/** Minimum length of a key, which is git's minimum for an abbreviated commit. */
const SHORTEST = 4;

/**
 * Describes one change, commit or run with its trends, found by an identifier, a hash, a prefix of
 * either or a git revision. @throws UserError if nothing matches the key, or if several do.
 */
export async function describeChangeOrCommitOrRun(
  host: Host,
  options: HistoryOptions,
  key: string,
  signal: AbortSignal,
): Promise<HistoryReport> {
  if (key.length < SHORTEST) throw tooShort(key);
  return withHistory(
    host,
    resolveHistoryStorageLocation(host, options.config),
    async ({ store }) => {
      const found = await store.find(key, MOST_RUNS + 1);
      // Identifiers of runs begin with a timestamp, those of changes never do, so changes need not be
      // searched.
      const isRun = found.length > 0 && found.every(({ id }) => id.startsWith(key));
      const whole = await buildHistoryReport(
        host,
        isRun ? metricsOf(options, found) : options,
        signal,
      );
      const change = isRun ? null : findChange(whole.trends, key);
      if (change !== null) {
        if (found.length > 0) throw several(key, [change.change.id, ...found.map(nameOf)]);
        return await ofChange(store, whole, change);
      }
      if (found.length > 0) return ofRuns(whole, key, found);
      const commit = await resolveCommitHash(host, options.config.root, key, signal);
      if (commit === null) throw nothing(key, whole.trends);
      const measured = await store.find(commit, MOST_RUNS + 1);
      if (measured.length === 0) throw notMeasured(key, commit);
      return ofRuns(whole, commit, measured);
    },
  );
}

interface FoundChange {
  readonly trend: Trend;
  readonly change: HistoryChange;
}

function findChange(trends: readonly Trend[], key: string): FoundChange | null {
  const fitting = trends.flatMap((trend) =>
    trend.changes.filter(({ id }) => id.startsWith(key)).map((change) => ({ trend, change })),
  );
  const [only, ...others] = fitting;
  if (only === undefined) return null;
  if (others.length > 0) {
    throw several(
      key,
      fitting.map(({ change: { id } }) => id),
    );
  }
  return only;
}

async function ofChange(
  store: HistoryStore,
  whole: HistoryReport,
  { trend, change }: FoundChange,
): Promise<HistoryReport> {
  const { low, high, id } = change;
  const within = trend.points.slice(Math.max(0, low - 1), high + 1);
  const listed = within.slice(0, MOST_RUNS);
  const entries = await Promise.all(listed.map(({ run }) => store.find(run, 2)));
  const own = { ...trend, changes: [change] };
  const runs = entries
    .flatMap((found, index) => found.find((entry) => entry.id === listed[index]?.run) ?? [])
    .map((entry) => shownRun(entry, [own], [trend.metric]));
  const shown: HistoryDetail = {
    kind: 'change',
    id,
    runs,
    left_out: within.length - listed.length,
  };
  return { ...whole, shown, trends: [own] };
}

function ofRuns(whole: HistoryReport, key: string, found: readonly HistoryEntry[]): HistoryReport {
  const names = [
    ...new Set(found.map((entry) => (entry.id.startsWith(key) ? entry.id : nameOf(entry)))),
  ];
  const [id = key, ...others] = names;
  // The key is a prefix of several runs or of several commits.
  if (others.length > 0) throw several(key, names);
  const kind = found.some((entry) => entry.id === id) ? 'run' : 'commit';
  const listed = found.slice(0, MOST_RUNS);
  const ids = new Set(found.map((entry) => entry.id));
  const trends = whole.trends
    .filter(({ points }) => points.some(({ run }) => ids.has(run)))
    .map((trend) => ({
      ...trend,
      changes: trend.changes.filter((change) => mayBe(change, trend, ids)),
    }));
  const shown: HistoryDetail = {
    kind,
    id,
    runs: listed.map((entry) => shownRun(entry, whole.trends)),
    left_out: found.length - listed.length,
  };
  return { ...whole, shown, trends };
}

/** True if the change may have come with one of these runs. */
function mayBe({ low, high }: HistoryChange, { points }: Trend, ids: ReadonlySet<string>): boolean {
  return points.slice(low, high + 1).some(({ run }) => ids.has(run));
}

/** A run is shown with all that it measured. */
function metricsOf(options: HistoryOptions, found: readonly HistoryEntry[]): HistoryOptions {
  const metrics = new Set(found.flatMap((entry) => Object.keys(entry.metrics)));
  const scenarios = [...new Set(found.map(({ scenario }) => scenario))];
  return { ...options, scenarios, metrics: [...metrics] };
}

function nameOf({ git, id }: HistoryEntry): string {
  return git?.commit ?? id;
}

function shownRun(
  entry: HistoryEntry,
  trends: readonly Trend[],
  wanted = Object.keys(entry.metrics),
): HistoryRunDetail {
  const { id, scenario, startedAt, verdict, git, machine, node, harness, tool } = entry;
  return {
    id,
    scenario,
    at: startedAt,
    verdict,
    node,
    harness,
    tool,
    commit: git?.commit ?? null,
    branch: git?.branch ?? null,
    dirty: git?.dirty ?? false,
    machine: machine?.title ?? null,
    metrics: wanted.flatMap((metric) => {
      const summary = entry.metrics[metric];
      if (summary === undefined) return [];
      const { unit, center, low, high, n } = summary;
      return [{ metric, unit, center, low, high, n, level: levelOf(trends, scenario, metric, id) }];
    }),
  };
}

function levelOf(
  trends: readonly Trend[],
  scenario: string,
  metric: string,
  run: string,
): number | null {
  for (const trend of trends) {
    if (trend.scenario !== scenario || trend.metric !== metric) continue;
    const index = trend.points.findIndex((point) => point.run === run);
    if (index < 0) continue;
    return trend.levels.find(({ start, end }) => index >= start && index < end)?.value ?? null;
  }
  return null;
}

function tooShort(key: string): UserError {
  return new UserError({
    code: 'history-key',
    message: `"${key}" is too short to identify a change, a commit or a run.`,
    remedy: `Enter at least ${SHORTEST} characters of a change ID, a run ID or a commit hash.`,
  });
}

function several(key: string, names: readonly string[]): UserError {
  const shown = [...new Set(names)].slice(0, 5).join(', ');
  return new UserError({
    code: 'history-ambiguous',
    message: `"${key}" fits several: ${shown}.`,
    remedy: 'Give more characters.',
  });
}

function notMeasured(key: string, commit: string): UserError {
  const short = commit.slice(0, SHORT_COMMIT);
  return new UserError({
    code: 'history-not-measured',
    message: `The history has no run of commit ${commit.startsWith(key) ? short : `${short} (${key})`}.`,
    remedy: `Measure it: perf-harness history measure ${short}^..${short}`,
  });
}

function nothing(key: string, trends: readonly Trend[]): UserError {
  const changes = trends.flatMap((trend) => trend.changes.map(({ id }) => id));
  return new UserError({
    code: 'history-unknown',
    message: `The history has no change, commit or run "${key}".`,
    remedy:
      `${didYouMean(key, changes)} List changes: perf-harness history changes; list runs: perf-harness report --list`.trim(),
  });
}
