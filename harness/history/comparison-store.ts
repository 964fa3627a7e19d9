import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { Host } from '../host.ts';
import type { ComparisonReport } from '../model/documents/run-report-and-comparison-document.ts';
import { EXIT } from '../model/exit-code.ts';
import { UserError } from '../model/user-error.ts';
import { stateSubfolder } from './project-state-folder.ts';
import { readStoredComparison } from './read-stored-comparison.ts';
import { archiveComparisons, tryArchive } from './store/history-archive.ts';
import {
  type DocumentFiles,
  formatTimestamp,
  openDocumentFiles,
  putScalarsFirst,
} from './timestamped-json-document-files.ts';

/** Maximum number of stored comparisons, since each contains the raw values of every unit. */
const MAX_STORED = 100;

/** Live comparisons of a project, one file each under `.perf-harness/comparisons/`. */
export interface ComparisonStore extends Pick<DocumentFiles, 'list' | 'head'> {
  /** Returns a unique identifier for a comparison starting now, sorted after all existing. */
  readonly newId: (now: Date) => string;
  /** Writes the report atomically; called repeatedly as it grows. */
  readonly save: (id: string, report: ComparisonReport) => void;
  /** Loads by identifier, path or `latest`. @throws UserError if it is missing or damaged. */
  readonly load: (key: string) => Promise<ComparisonReport>;
}

export function createComparisonStore(
  { files, cwd }: Pick<Host, 'files' | 'cwd'>,
  stateFolder: string,
): ComparisonStore {
  const folder = stateSubfolder(stateFolder, 'comparisons');
  const { pathOf, list, head, nextStart, write } = openDocumentFiles(files, {
    stateFolder,
    folder,
    keep: MAX_STORED,
    isSafeToRemove: (old) => tryArchive(() => archiveComparisons(files, stateFolder, old)),
  });
  return {
    list,
    head,
    newId: (now) => `${formatTimestamp(nextStart(now))}-${randomBytes(2).toString('hex')}`,
    save: (id, report) => write(id, comparisonText(report)),
    load: async (key) => {
      const ids = list();
      const id = key === 'latest' ? ids.at(-1) : ids.find((id) => id === key);
      const path = id === undefined ? resolve(cwd, key) : pathOf(id);
      if (!files.isFile(path)) throw notFound(key, ids);
      return readStoredComparison(files, path);
    },
  };
}

/** Yields text in parts: a thousand scenarios with all pairs exceed the maximum string length. */
function* comparisonText({ runs, ...rest }: ComparisonReport): Generator<string> {
  const { base, head } = rest;
  const withoutRuns = putScalarsFirst(rest, `${base.label} to ${head.label}`);
  yield `${JSON.stringify(withoutRuns).slice(0, -1)},"runs":[`;
  let separator = '\n';
  for (const run of runs) {
    yield `${separator}${JSON.stringify(run)}`;
    separator = ',\n';
  }
  yield ']}\n';
}

function notFound(key: string, ids: readonly string[]): UserError {
  const last = ids.at(-1);
  return new UserError({
    code: 'comparison-not-found',
    message: `There is no comparison "${key}": no file and no saved comparison has this name${last === undefined ? '' : ` (the newest is ${last})`}.`,
    remedy: 'Create a comparison with `perf-harness compare <base>`.',
    exitCode: EXIT.baseline,
  });
}
