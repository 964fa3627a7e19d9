import { join } from 'node:path';
import { type HistoryOptions, wholeHistory } from '../../api/history/history-options.ts';
import { historyOrNone } from '../../api/history/project-history.ts';
import { isKnown, type KnownRecord, readEntry } from '../../harness/history/record-entry.ts';
import { readRecord } from '../../harness/history/record-store.ts';
import { recordsFolder } from '../../harness/history/state-folder.ts';
import type { Clock, Host } from '../../harness/host.ts';
import type { HistoryReport } from '../../harness/model/documents/history-document.ts';
import type { RunRecord } from '../../harness/model/documents/record.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { newestRuns } from './newest-runs.ts';
import { openShelves, type Shelves } from './shelves/open-shelves.ts';

/** How long what was read counts as new, milliseconds: as long as it takes to click on. */
const FRESH_MS = 3_000;
/** Results that are kept at a time. */
const MOST = 20;

/** Does work once for all who ask for it at about the same time. */
interface Kept {
  <T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Something was written: all is read anew. */
  readonly forget: () => void;
}

function createKept({ monotonicMs }: Pick<Clock, 'monotonicMs'>): Kept {
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
      // What failed is tried again.
      () => {
        if (results.get(key) === entry) results.delete(key);
      },
    );
    return entry.result;
  };
  return Object.assign(keep, { forget: () => results.clear() });
}

/** What pages are made of. All of it is read, nothing is written but the index of the history. */
export interface ProjectData {
  /** All trends, with what changed since then and what is open; null: there is no run. */
  readonly digest: (since: string) => Promise<HistoryReport | null>;
  /** Those of one scenario; null: the history has none of this name. */
  readonly trends: (scenario: string) => Promise<HistoryReport | null>;
  /** Identifiers of the records that are still there, oldest first. */
  readonly runIds: () => readonly string[];
  /** What a list says of these; damaged ones are left out. */
  readonly runHeads: (ids: readonly string[]) => readonly KnownRecord[];
  /** null: there is no record of this identifier. @throws UserError where it is damaged. */
  readonly run: (id: string) => RunRecord | null;
  /** Newest run of each scenario, oldest first: what its budgets came to of late. */
  readonly newestRuns: () => Promise<readonly RunRecord[]>;
  readonly shelves: Shelves;
  /** Something was written: all is read anew. */
  readonly forget: () => void;
}

const RECORD = /^([^.].*)\.json$/u;

export function createProjectData(host: Host, config: Config, signal: AbortSignal): ProjectData {
  const kept = createKept(host.clock);
  const folder = recordsFolder(config.stateFolder);
  const history = (changes: Partial<HistoryOptions>): Promise<HistoryReport | null> =>
    historyOrNone(host, { ...wholeHistory(config, 'digest'), ...changes }, signal);
  const runIds = (): readonly string[] =>
    host.files
      .list(folder)
      .flatMap((name) => RECORD.exec(name)?.[1] ?? [])
      .toSorted();
  const pathOf = (id: string): string => join(folder, `${id}.json`);
  return {
    digest: (since) => kept('', () => history({ view: 'digest', since })),
    trends: (scenario) =>
      kept(`trends of ${scenario}`, () => history({ view: 'trend', scenarios: [scenario] })),
    runIds,
    runHeads: (ids) => ids.map((id) => readEntry(host.files, pathOf(id))).filter(isKnown),
    // Only names that are in the folder are ever part of a path.
    run: (id) => (runIds().includes(id) ? readRecord(host.files, pathOf(id)) : null),
    newestRuns: () => kept('newest runs', async () => newestRuns(host.files, runIds(), pathOf)),
    shelves: openShelves(host, config),
    forget: kept.forget,
  };
}
