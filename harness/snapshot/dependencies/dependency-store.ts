import { join } from 'node:path';
import { createOwnedName } from '../../host/process-owned-name.ts';
import {
  readChangeTime,
  listEntries,
  moveFolder,
  moveFolderIfFree,
  readEntryKind,
  resolveRealPath,
  touch,
  writeText,
} from '../../host/trees.ts';
import type { Host } from '../../host.ts';
import type { Finding } from '../../model/finding.ts';
import { dependenciesFolder, snapshotsFolder, worktreesFolder } from '../cache-subfolders.ts';

/** Sets of dependencies that are kept, the newest; each may be some hundred megabytes. */
const KEEP = 10;
/** Name of the file by which a command says that it uses a set. */
const LEASE = /^uses-([0-9a-f]+)$/u;

/** Result of making a set; `passing` is an incomplete set, which may come out better next time. */
export type DependencySetState = 'failed' | 'whole' | 'passing';

/** Installed dependencies, kept by what is installed and for what. */
export interface DependencyStore {
  /** A set's folder; of two commands that make it the first is kept. @param make - Fills a new folder. */
  readonly take: (
    key: string,
    make: (folder: string) => Promise<DependencySetState>,
  ) => Promise<string | null>;
  /** The same for a set without versions in its key: only this command finds it, and it goes with it. */
  readonly takeOnce: DependencyStore['take'];
  /** Findings of failed installations by key, each worded for a side: the other side would fail alike. */
  readonly failures: Map<string, (label: string) => Finding>;
}

/** Opens a cache's store. @param owner - This command's snapshot folder, which keeps what it took. */
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
      // Before looking, so that nobody removes it in between.
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
 * Makes a set beside its place, so that one that is there is whole. @param passingIn - Place of one
 * that is not.
 */
async function makeNew(
  host: Host,
  store: string,
  key: string,
  make: (folder: string) => Promise<DependencySetState>,
  passingIn = store,
): Promise<DependencySetState> {
  const beside = join(store, `.${key}.${createOwnedName(host)}`);
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

/** Removes all but the newest sets, and none that a command uses. */
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
    const beside = join(store, `.${name}.${createOwnedName(host)}`);
    if (!moveFolderIfFree(join(store, name), beside)) continue;
    // Someone may have begun to use it since it was looked at.
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
