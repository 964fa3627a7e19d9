import { join } from 'node:path';
import type { Files } from '../host/file-operations.ts';
import { isAlive } from '../host/process/process-identity-and-liveness.ts';

/** Names of temporary files, `.name.pid-ticks-serial.tmp`, and of probes for later writes. */
const TEMPORARY_FILE_NAME = /^\..*\.(\d+)(?:-(\d*))?(?:-\d+)?\.(?:tmp|probe)$/u;

/** True for the name of a temporary file of a killed process. */
function isAbandoned(name: string): boolean {
  const match = TEMPORARY_FILE_NAME.exec(name);
  if (match === null) return false;
  const pid = Number(match[1]);
  // Files are written synchronously, so this process is not writing any now.
  if (pid === process.pid) return true;
  const startedTicks = match[2] === undefined || match[2] === '' ? null : match[2];
  return !isAlive({ pid, startedTicks });
}

const IGNORE_FILE_TEXT =
  '# Written by perf-harness. Commit the baselines; everything else is ignored.\n*\n!.gitignore\n!baselines/\n!baselines/*.json\n';

/** Creates the state folder with its ignore file; removes temporary files of killed commands. */
export function ensureStateFolder(files: Files, stateFolder: string, folder = stateFolder): void {
  const ignore = join(stateFolder, '.gitignore');
  if (!files.isFile(ignore)) files.writeAtomic(ignore, IGNORE_FILE_TEXT);
  for (const cleared of new Set([stateFolder, folder])) clearAbandoned(files, cleared);
}

/** Removes the temporary files of killed processes. */
export function clearAbandoned(files: Files, folder: string): void {
  for (const name of files.list(folder)) {
    if (isAbandoned(name)) files.removeIfAllowed(join(folder, name));
  }
}

type StateSubfolder =
  | 'runs'
  | 'comparisons'
  | 'bisections'
  | 'gates'
  | 'profiles'
  | 'capacities'
  | 'baselines'
  /** Archived runs, and decisions about changes. */
  | 'history'
  /** Files stored next to records; each record has a folder in it. */
  | 'attachments';

export function stateSubfolder(stateFolder: string, name: StateSubfolder): string {
  return join(stateFolder, name);
}

/** Returns the database of the history, which can be rebuilt from all these folders. */
export function historyDatabase(stateFolder: string): string {
  return join(stateFolder, 'history.sqlite');
}
