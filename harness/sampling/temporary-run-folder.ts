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

/** Creates a short temporary folder, for paths of sockets; removes folders of killed commands. */
export function openTemporaryRunFolder(host: Host): RunFolder {
  const parent = join(host.temporaryFolder, `perf-harness-${host.system.userName()}`);
  for (const name of host.files.list(parent)) {
    const folder = join(parent, name);
    if (isAbandoned(host, name, readChangeTime(folder))) host.files.removeIfAllowed(folder);
  }
  const path = join(parent, createProcessOwnedName(host));
  host.files.makeFolder(path);
  return { path, remove: () => void host.files.removeIfAllowed(path) };
}
