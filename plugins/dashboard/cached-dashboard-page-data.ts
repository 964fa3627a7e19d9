import { join } from 'node:path';
import {
  type Config,
  type collections,
  git,
  type Host,
  history,
  records,
  UserError,
} from 'perf-harness/plugin';
import { createBudgetReader } from './newest-run-budgets.ts';
import { listNavigationSections } from './pages/navigation-sections.ts';

/** Time that a result counts as fresh, milliseconds: enough to follow a link. */
const FRESH_MS = 3_000;
const MAX_CACHED = 20;

/** Cache that shares one result between requests made at about the same time. */
interface Kept {
  <T>(key: string, work: () => Promise<T>): Promise<T>;
  readonly forget: () => void;
}

function createKept({ monotonicMs }: Pick<Host['clock'], 'monotonicMs'>): Kept {
  const results = new Map<string, { readonly result: Promise<unknown>; endsMs: number }>();
  const keep = <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const known = results.get(key);
    if (known !== undefined && monotonicMs() < known.endsMs) return known.result as Promise<T>;
    const entry = { result: work(), endsMs: Number.POSITIVE_INFINITY };
    results.delete(key);
    results.set(key, entry);
    const [oldest] = results.keys();
    if (results.size > MAX_CACHED && oldest !== undefined) results.delete(oldest);
    entry.result.then(
      () => {
        entry.endsMs = monotonicMs() + FRESH_MS;
      },
      // Failed work is retried.
      () => {
        if (results.get(key) === entry) results.delete(key);
      },
    );
    return entry.result;
  };
  return Object.assign(keep, { forget: () => results.clear() });
}

export type ProjectData = ReturnType<typeof createProjectData>;

const RECORD = /^([^.].*)\.json$/u;

/** Data of the pages. Everything is read; only the index of the history is written. */
export function createProjectData(
  host: Host,
  config: Config,
  stored: ReadonlyMap<string, collections.OpenCollection>,
  signal: AbortSignal,
) {
  const kept = createKept(host.clock);
  const folder = records.stateSubfolder(config.stateFolder, 'runs');
  const read = (changes: Partial<history.HistoryOptions>): Promise<history.HistoryReport | null> =>
    history.buildHistoryOrNull(
      host,
      { ...history.wholeHistoryOptions(config, 'trend'), ...changes },
      signal,
    );
  const runIds = (): readonly string[] =>
    host.files
      .list(folder)
      .flatMap((name) => RECORD.exec(name)?.[1] ?? [])
      .toSorted();
  const pathOf = (id: string): string => join(folder, `${id}.json`);
  const readNewest = createBudgetReader(host.files, pathOf);
  return {
    /** All trends of a branch; null if there are no runs. @param branch - null: what is checked out. */
    allTrends: (branch: string | null) => kept(`all trends ${branch}`, () => read({ branch })),
    /** Trends of one scenario; null if the history has none of this name. */
    trends: (scenario: string, branch: string | null) =>
      kept(`trends of ${scenario} ${branch}`, () => read({ scenarios: [scenario], branch })),
    /** Branches of the repository, the one with the newest commit first; none without git. */
    branches: () => kept('branches', () => listBranches(host, config.root, signal)),
    /** Identifiers of the records that are still there, oldest first. */
    runIds,
    /** Summaries of these runs for lists; damaged records are omitted. */
    runHeads: (ids: readonly string[]): readonly records.LoadableRecord[] =>
      ids.map((id) => records.readEntry(host.files, pathOf(id))).filter(records.isLoadable),
    /**
     * Returns a record; null if none has this identifier: only names that are in the folder are ever
     * part of a path. @throws UserError where it is damaged.
     */
    run: (id: string) =>
      runIds().includes(id) ? records.readRecord(host.files, pathOf(id)) : null,
    /** Budgets in the newest run of each scenario, the oldest run first. */
    budgets: () => kept('budgets', async () => readNewest(runIds())),
    collections: stored,
    sections: listNavigationSections(stored),
    /** Clears cached data after a write, so that everything is read again. */
    forget: kept.forget,
  };
}

const MOST_BRANCHES = 50;

async function listBranches(
  host: Host,
  root: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const args = ['for-each-ref', '--format=%(refname:short)', '--sort=-committerdate'];
  const refs = [`--count=${MOST_BRANCHES}`, 'refs/heads', 'refs/remotes'];
  try {
    const names = await git.gitOrNull(host, [...args, ...refs], { cwd: root, signal });
    return (names ?? '').split('\n').filter((name) => name !== '');
  } catch (error) {
    // git is not installed.
    if (error instanceof UserError) return [];
    throw error;
  }
}
