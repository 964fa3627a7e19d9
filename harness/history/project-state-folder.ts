import { join } from 'node:path';
import type { Files } from '../host/file-operations.ts';
import { isAlive } from '../host/process/process-identity-and-liveness.ts';

/** `.name.pid-ticks-serial.tmp`, and the probes of files that are to be written later. */
const TEMPORARY = /^\..*\.(\d+)(?:-(\d*))?(?:-\d+)?\.(?:tmp|probe)$/u;

/** True if a name is that of a file that a process was writing when it was killed. */
function isAbandoned(name: string): boolean {
  const match = TEMPORARY.exec(name);
  if (match === null) return false;
  const pid = Number(match[1]);
  // Files are written synchronously, so this process has none in progress now.
  if (pid === process.pid) return true;
  const startedTicks = match[2] === undefined || match[2] === '' ? null : match[2];
  return !isAlive({ pid, startedTicks });
}

const IGNORE =
  '# Written by perf-harness. Commit the baselines; everything else is ignored.\n*\n!.gitignore\n!baselines/\n!baselines/*.json\n';

/** Creates the state folder with ignore file; removes killed commands' partial files from both. */
export function ensureStateFolder(files: Files, stateFolder: string, folder = stateFolder): void {
  const ignore = join(stateFolder, '.gitignore');
  if (!files.isFile(ignore)) files.writeAtomic(ignore, IGNORE);
  for (const place of new Set([stateFolder, folder])) clearAbandoned(files, place);
}

/** Removes the temporary files of dead owners. */
export function clearAbandoned(files: Files, folder: string): void {
  for (const name of files.list(folder)) {
    if (isAbandoned(name)) files.removeIfAllowed(join(folder, name));
  }
}

/** Subfolders of the state folder. */
type StateSubfolder =
  | 'runs'
  | 'comparisons'
  | 'bisections'
  | 'gates'
  | 'profiles'
  | 'capacities'
  | 'baselines'
  /** Runs with records elsewhere or gone, and change decisions. */
  | 'history'
  /** Files stored next to records; each record has a folder in it. */
  | 'attachments';

export function stateSubfolder(stateFolder: string, name: StateSubfolder): string {
  return join(stateFolder, name);
}

/** The store that is made of all of these, and can be made again. */
export function historyDatabase(stateFolder: string): string {
  return join(stateFolder, 'history.sqlite');
}
