import { join } from 'node:path';
import type { Files } from '../host/files.ts';

const IGNORE =
  '# Written by perf-harness. Baselines are meant to be committed, the rest is not.\n*\n!.gitignore\n!baselines/\n!baselines/*.json\n';

/** Makes the state folder with its own ignore file, so that no repository has to know about it. */
export function ensureStateFolder(files: Files, stateFolder: string): void {
  const ignore = join(stateFolder, '.gitignore');
  if (!files.isFile(ignore)) files.writeAtomic(ignore, IGNORE);
}

/** Where records are. */
export function recordsFolder(stateFolder: string): string {
  return join(stateFolder, 'runs');
}

/** Where live comparisons are. */
export function comparisonsFolder(stateFolder: string): string {
  return join(stateFolder, 'comparisons');
}

/** Where files are that are kept beside records, in a folder for each. */
export function attachmentsFolder(stateFolder: string): string {
  return join(stateFolder, 'attachments');
}

/** Where baselines are. */
export function baselinesFolder(stateFolder: string): string {
  return join(stateFolder, 'baselines');
}
