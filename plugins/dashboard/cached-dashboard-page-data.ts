import { join } from 'node:path';
import {
  type Config,
  type collections,
  type Files,
  type Host,
  history,
  records,
  UserError,
} from 'perf-harness/plugin';
import { listNavigationSections, type NavigationSections } from './pages/navigation-sections.ts';

/** Time that a result counts as fresh, milliseconds: enough to follow a link. */
const FRESH_MS = 3_000;
/** Maximum number of cached results. */
const MOST = 20;

/** Cache that shares one result between requests made at about the same time. */
interface Kept {
  <T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Clears the cache after a write, so that everything is read again. */
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
    if (results.size > MOST && oldest !== undefined) results.delete(oldest);
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

/** Data of the pages. Everything is read; only the index of the history is written. */
export interface ProjectData {
  /** All trends, with the changes since a moment and open changes; null if there are no runs. */
  readonly digest: (since: string) => Promise<history.HistoryReport | null>;
  /** Trends of one scenario; null if the history has none of this name. */
  readonly trends: (scenario: string) => Promise<history.HistoryReport | null>;
  /** Identifiers of the records that are still there, oldest first. */
  readonly runIds: () => readonly string[];
  /** Summaries of these runs for lists; damaged records are omitted. */
  readonly runHeads: (ids: readonly string[]) => readonly records.LoadableRecord[];
  /** Returns a record; null if none has this identifier. @throws UserError where it is damaged. */
  readonly run: (id: string) => records.RunRecord | null;
  /** Newest run of each scenario, oldest first, for the latest results of its budgets. */
  readonly newestRuns: () => Promise<readonly records.RunRecord[]>;
  readonly collections: ReadonlyMap<string, collections.OpenCollection>;
  readonly sections: NavigationSections;
  /** Clears cached data after a write, so that everything is read again. */
  readonly forget: () => void;
}

const RECORD = /^([^.].*)\.json$/u;

export function createProjectData(
  host: Host,
  config: Config,
  stored: ReadonlyMap<string, collections.OpenCollection>,
  signal: AbortSignal,
): ProjectData {
  const kept = createKept(host.clock);
  const folder = records.recordsFolder(config.stateFolder);
  const read = (changes: Partial<history.HistoryOptions>): Promise<history.HistoryReport | null> =>
    history.buildHistoryOrNull(
      host,
      { ...history.wholeHistoryOptions(config, 'digest'), ...changes },
      signal,
    );
  const runIds = (): readonly string[] =>
    host.files
      .list(folder)
      .flatMap((name) => RECORD.exec(name)?.[1] ?? [])
      .toSorted();
  const pathOf = (id: string): string => join(folder, `${id}.json`);
  return {
    digest: (since) => kept('', () => read({ view: 'digest', since })),
    trends: (scenario) =>
      kept(`trends of ${scenario}`, () => read({ view: 'trend', scenarios: [scenario] })),
    runIds,
    runHeads: (ids) =>
      ids.map((id) => records.readEntry(host.files, pathOf(id))).filter(records.isLoadable),
    // Only names that are in the folder are ever part of a path.
    run: (id) => (runIds().includes(id) ? records.readRecord(host.files, pathOf(id)) : null),
    newestRuns: () => kept('newest runs', async () => newestRuns(host.files, runIds(), pathOf)),
    collections: stored,
    sections: listNavigationSections(stored),
    forget: kept.forget,
  };
}

/** Scenarios whose names yield the same part of an identifier; there are rarely many. */
const ALIKE = 20;
/** Scenarios of which the newest run is read. */
const MOST_SCENARIOS = 200;

/** Identifier of a record: timestamp, shortened scenario name, and digits that make it unique. */
const PARTS = /^\d{8}T\d{9}Z-(.*)-[\da-f]+$/u;

/**
 * The newest readable run of each scenario, oldest first. Runs are assigned to scenarios by
 * identifier as far as possible, so that ten thousand records need not be opened.
 * @param ids - Oldest first.
 */
function newestRuns(
  files: Files,
  ids: readonly string[],
  pathOf: (id: string) => string,
): readonly records.RunRecord[] {
  const groups = Map.groupBy(ids, (id) => PARTS.exec(id)?.[1] ?? id);
  const newest = [...groups.values()].flatMap((group) => {
    const entries = group
      .slice(-ALIKE)
      .map((id) => records.readEntry(files, pathOf(id)))
      .filter(records.isLoadable);
    return [...new Map(entries.map((entry) => [entry.scenario, entry])).values()];
  });
  return newest
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .slice(-MOST_SCENARIOS)
    .flatMap(({ path }) => readable(files, path));
}

function readable(files: Files, path: string): readonly records.RunRecord[] {
  try {
    return [records.readRecord(files, path)];
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
