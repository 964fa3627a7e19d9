import { join } from 'node:path';
import type { Files } from '../host/files.ts';
import { isAlive } from '../host/process/process-alive.ts';

/** `.name.pid-ticks-serial.tmp`, and the probes of files that are to be written later. */
const TEMPORARY = /^\..*\.(\d+)(?:-(\d*))?(?:-\d+)?\.(?:tmp|probe)$/u;

/** Whether a name is that of a file that a process was writing when it was killed. */
function isAbandoned(name: string): boolean {
  const match = TEMPORARY.exec(name);
  if (match === null) return false;
  const pid = Number(match[1]);
  // Files are written at one go, so none of this process is under way now.
  if (pid === process.pid) return true;
  const startedTicks = match[2] === undefined || match[2] === '' ? null : match[2];
  return !isAlive({ pid, startedTicks });
}

const IGNORE =
  '# Written by perf-harness. Baselines are meant to be committed, the rest is not.\n*\n!.gitignore\n!baselines/\n!baselines/*.json\n';

/**
 * Makes the state folder with its own ignore file and clears both folders of what killed commands
 * left half-written.
 */
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

/** Where records are. */
export function recordsFolder(stateFolder: string): string {
  return join(stateFolder, 'runs');
}

/** Where live comparisons are. */
export function comparisonsFolder(stateFolder: string): string {
  return join(stateFolder, 'comparisons');
}

/** Where bisections are. */
export function bisectionsFolder(stateFolder: string): string {
  return join(stateFolder, 'bisections');
}

/** Where gates are. */
export function gatesFolder(stateFolder: string): string {
  return join(stateFolder, 'gates');
}

/** Where profiles are. */
export function profilesFolder(stateFolder: string): string {
  return join(stateFolder, 'profiles');
}

/** Where capacity searches are. */
export function capacitiesFolder(stateFolder: string): string {
  return join(stateFolder, 'capacities');
}

/** Where entries are of runs whose records are elsewhere or gone, with what was said of changes. */
export function historyFolder(stateFolder: string): string {
  return join(stateFolder, 'history');
}

/** The store that is made of all of these, and can be made again. */
export function historyDatabase(stateFolder: string): string {
  return join(stateFolder, 'history.sqlite');
}

/** Where files are that are kept beside records, in a folder for each. */
export function attachmentsFolder(stateFolder: string): string {
  return join(stateFolder, 'attachments');
}

/** Where baselines are. */
export function baselinesFolder(stateFolder: string): string {
  return join(stateFolder, 'baselines');
}
