import { join } from 'node:path';
import {
  listEntries,
  moveFolder,
  moveFolderIfFree,
  readChangeTime,
  readEntryKind,
  resolveRealPath,
  touch,
  writeText,
} from '../../host/folder-tree-operations.ts';
import { createProcessOwnedName } from '../../host/temporary-folder-name-with-owner-process.ts';
import type { Host } from '../../host.ts';
import type { Finding } from '../../model/finding.ts';
import { dependenciesFolder, snapshotsFolder, worktreesFolder } from '../worktree-folders.ts';

/** Number of newest dependency sets kept, since each may have several hundred megabytes. */
const KEEP = 10;
/** Name of the lease file by which a command marks a set as in use. */
const LEASE = /^uses-([0-9a-f]+)$/u;

/** Result of making a set; `passing` is an incomplete set, which may come out better next time. */
export type DependencySetState = 'failed' | 'whole' | 'passing';

/** Cache of installed dependencies, keyed by what is installed and for which environment. */
export interface DependencyStore {
  /** Returns a set's folder, from the first command if two make it. @param make - Fills it. */
  readonly take: (
    key: string,
    make: (folder: string) => Promise<DependencySetState>,
  ) => Promise<string | null>;
  /** Like `take` for keys without versions: this command's only, removed with its snapshot. */
  readonly takeOnce: DependencyStore['take'];
  /** Findings of failed installations by key, formatted per side: the other would fail alike. */
  readonly failures: Map<string, (label: string) => Finding>;
}

/** Opens a cache's store. @param owner - This command's snapshot folder, with its sets' leases. */
export function openDependencyStore(host: Host, cache: string, owner: string): DependencyStore {
  const store = dependenciesFolder(cache);
  const own = dependenciesFolder(owner);
  const takeOnce: DependencyStore['take'] = async (key, make) => {
    const folder = join(own, key);
    if (readEntryKind(folder) === null && (await makeNew(host, own, key, make)) === 'failed')
      return null;
    return resolveRealPath(folder) ?? folder;
  };
  return {
    take: async (key, make) => {
      const folder = join(store, key);
      // Written before checking, so that no other command removes the set in between.
      writeText(join(owner, `uses-${key}`), '');
      if (readEntryKind(folder) === null) {
        if (readEntryKind(join(own, key)) !== null) return takeOnce(key, make);
        const made = await makeNew(host, store, key, make, own);
        if (made === 'failed') return null;
        if (made === 'passing') return takeOnce(key, make);
      }
      touch(folder, host.clock.now());
      removeOld(host, cache, store);
      return resolveRealPath(folder) ?? folder;
    },
    takeOnce,
    failures: new Map(),
  };
}

/**
 * Creates a set next to its final location and moves it, so that existing sets are always complete.
 * @param passingIn - Folder for a set that other commands must not reuse.
 */
async function makeNew(
  host: Host,
  store: string,
  key: string,
  make: (folder: string) => Promise<DependencySetState>,
  passingIn = store,
): Promise<DependencySetState> {
  const beside = join(store, `.${key}.${createProcessOwnedName(host)}`);
  host.files.makeFolder(beside);
  try {
    const made = await make(beside);
    if (made === 'failed') return made;
    const folder = made === 'passing' ? passingIn : store;
    host.files.makeFolder(folder);
    moveFolderIfFree(beside, join(folder, key));
    return made;
  } finally {
    host.files.remove(beside);
  }
}

/** Removes all but the newest sets, except those in use. */
function removeOld(host: Host, cache: string, store: string): void {
  const sets = listEntries(store).flatMap(({ name, kind }) =>
    kind === 'folder' && !name.startsWith('.')
      ? [{ name, usedAt: readChangeTime(join(store, name)) }]
      : [],
  );
  for (const { name } of sets
    .sort((dependencySet, other) => other.usedAt - dependencySet.usedAt)
    .slice(KEEP)) {
    if (isLeased(cache, name)) continue;
    const beside = join(store, `.${name}.${createProcessOwnedName(host)}`);
    if (!moveFolderIfFree(join(store, name), beside)) continue;
    // Another command may have begun to use it since the check.
    if (isLeased(cache, name) && readEntryKind(join(store, name)) === null)
      moveFolder(beside, join(store, name));
    else host.files.remove(beside);
  }
}

function isLeased(cache: string, key: string): boolean {
  return [snapshotsFolder(cache), worktreesFolder(cache)].some((parent) =>
    listEntries(parent).some(({ name }) =>
      listEntries(join(parent, name)).some((entry) => LEASE.exec(entry.name)?.[1] === key),
    ),
  );
}
