import { join } from 'node:path';
import { readChangeTime } from '../host/folder-tree-operations.ts';
import {
  createProcessOwnedName,
  isAbandoned,
} from '../host/temporary-folder-name-with-owner-process.ts';
import type { Host } from '../host.ts';

/** Folder of one command for files left by its units. */
export interface RunFolder {
  readonly path: string;
  readonly remove: () => void;
}

/** Creates the run's temporary folder, as socket paths must be short; removes abandoned folders. */
export function openTemporaryRunFolder(host: Host): RunFolder {
  const parent = join(host.temporaryFolder, `perf-harness-${host.system.userName()}`);
  for (const name of host.files.list(parent)) {
    const left = join(parent, name);
    if (isAbandoned(host, name, readChangeTime(left))) host.files.removeIfAllowed(left);
  }
  const path = join(parent, createProcessOwnedName(host));
  host.files.makeFolder(path);
  return { path, remove: () => void host.files.removeIfAllowed(path) };
}
