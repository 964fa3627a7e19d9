import { readCommitRange } from '../../harness/bisect/commit-range.ts';
import { ensureStateFolder } from '../../harness/history/project-state-folder.ts';
import { scheduleCommitMeasurements } from '../../harness/history/schedule-commit-measurements.ts';
import { createHistoryEntry } from '../../harness/history/store/create-history-entry.ts';
import { archiveMeasuredRuns } from '../../harness/history/store/history-archive.ts';
import type { CommitOrder } from '../../harness/history/trend/parse-git-log-into-commit-positions.ts';
import type { Host } from '../../harness/host.ts';
import type { HistoryEntry } from '../../harness/model/documents/history-entry.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { readEnvironment } from '../../harness/sampling/machine-state-and-environment.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import type { ScenarioRequest } from '../../harness/scenario/resolve-requested-scenarios.ts';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import { readCommitOrder } from '../history/history-git-queries.ts';
import { resolveHistoryStorageLocation } from '../history/history-storage-location.ts';
import { readHistoryRuns } from '../history/open-history.ts';
import { findScenarios } from '../project/find-requested-scenarios.ts';
import type { SessionContext } from '../project/lock-and-inspect-machine-for-measurement.ts';
import { measureCommitInSnapshot } from './measure-commit-in-snapshot.ts';

/** Selection of the commits and scenarios to measure. */
interface HistoryMeasureOptions {
  readonly config: Config;
  readonly wanted: ScenarioRequest;
  /** Commits after `good` up to `bad`, along first parents. */
  readonly range: { readonly good: string; readonly bad: string };
  /** Step between commits. 1: all of them; 10: the newest, and every tenth before it. */
  readonly every: number;
  /** True: install the packages each commit requires. False: use those installed here. */
  readonly installs: boolean;
  /** The same seed for all commits, so that V8's random choices are the same for each. */
  readonly seed: number;
}

/** A commit as people know it. */
interface NamedCommit {
  /** Whole name. */
  readonly commit: string;
  /** The same, shortened. */
  readonly label: string;
  /** First line of its message. */
  readonly subject: string;
}

/** A commit that was to be measured, and why that could not be. */
interface UnmeasuredCommit {
  readonly commit: NamedCommit;
  readonly reason: string;
}

/** Result of measuring commits. */
export interface MeasuredCommits {
  /** In the range, after `every`. */
  readonly total: number;
  /** Number of commits already on record for all scenarios. */
  readonly known: number;
  readonly measured: number;
  /** Oldest first; some of their scenarios may have been measured. */
  readonly unmeasured: readonly UnmeasuredCommit[];
  /** Number of commits not reached because of an interruption. */
  readonly left: number;
}

/** Called before each commit with the number of commits done and the total. */
type CommitListener = (commit: NamedCommit, done: number, total: number) => void;

/**
 * Measures past commits with the scenarios of the working tree and adds each to the history;
 * commits already on record for this kind of machine are skipped. @throws UserError if there is no
 * such range.
 */
export async function measureCommitsIntoHistory(
  host: Host,
  options: HistoryMeasureOptions,
  measuring: SessionContext,
  onCommit: CommitListener = () => undefined,
): Promise<MeasuredCommits> {
  const { config, seed, installs, range, every } = options;
  const { signal } = measuring;
  const scenarios = await findScenarios(host, config, options.wanted);
  const chosen = await commitsOf(host, config, { range, every }, signal);
  const order = await readCommitOrder(host, config.root, range.bad, signal);
  const lacking = await lackingOf(host, options, scenarios);
  const open = chosen.filter(({ commit }) => lacking(commit).length > 0);
  const unmeasured: UnmeasuredCommit[] = [];
  let done = 0;
  ensureStateFolder(host.files, config.stateFolder);
  for (const commit of scheduleCommitMeasurements(open, createRandom(seed))) {
    if (signal.aborted) break;
    onCommit(commit, done, open.length);
    const wanted = lacking(commit.commit);
    const context = { ...measuring, config, scenarios: wanted, installs, seed };
    const { records, trouble } = await measureCommitInSnapshot(host, commit.commit, context);
    if (signal.aborted) break;
    const entries = records.flatMap((record) => dated(createHistoryEntry(record), order));
    archiveMeasuredRuns(host.files, config.stateFolder, entries);
    if (trouble.length > 0) unmeasured.push({ commit, reason: reasonOf(trouble) });
    done += 1;
  }
  return {
    total: chosen.length,
    known: chosen.length - open.length,
    measured: done - unmeasured.length,
    unmeasured: unmeasured.toSorted((a, b) => chosen.indexOf(a.commit) - chosen.indexOf(b.commit)),
    left: open.length - done,
  };
}

async function commitsOf(
  host: Host,
  { root }: Config,
  { range, every }: Pick<HistoryMeasureOptions, 'range' | 'every'>,
  signal: AbortSignal,
): Promise<readonly NamedCommit[]> {
  const { commits } = await readCommitRange(host, root, range, signal);
  return commits
    .filter((_, at) => (commits.length - 1 - at) % every === 0)
    .flatMap(({ commit, label, subject }) =>
      commit === null ? [] : [{ commit, label, subject: subject ?? '' }],
    );
}

/** Returns the first reason, counts the others: problems mostly affect all scenarios. */
function reasonOf([first = '', ...others]: readonly string[]): string {
  if (others.length === 0) return first;
  return `${first} (and ${others.length} more)`;
}

/** Adds the time of its commit, by which the entry is placed if the repository is not available. */
function dated(entry: HistoryEntry | null, order: CommitOrder | null): readonly HistoryEntry[] {
  if (entry === null) return [];
  const committedAt = order?.get(entry.git?.commit ?? '')?.committedAt ?? null;
  return [{ ...entry, git: entry.git === null ? null : { ...entry.git, committedAt } }];
}

/** Returns a function listing a commit's scenarios not yet measured on such a machine. */
async function lackingOf(
  host: Host,
  { config }: HistoryMeasureOptions,
  scenarios: readonly Scenario[],
): Promise<(commit: string) => readonly Scenario[]> {
  const { entries } = await readHistoryRuns(host, resolveHistoryStorageLocation(host, config));
  const { machine } = await readEnvironment(host);
  const known = new Set(
    entries
      .filter(({ state, git }) => state === 'completed' && git?.dirty === false)
      .filter((entry) => entry.machine?.id === machine.id)
      .map(({ scenario, git }) => `${git?.commit}\0${scenario}`),
  );
  return (commit) => scenarios.filter(({ name }) => !known.has(`${commit}\0${name}`));
}
