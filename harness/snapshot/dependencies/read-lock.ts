import { posix } from 'node:path';
import { readBunLock } from './bun-lock.ts';
import type { InstallRoot } from './install-roots.ts';
import type { LockGraph } from './lock-graph.ts';
import { readNpmLock } from './npm-lock.ts';
import { readPnpmLock } from './pnpm-lock.ts';
import { parseYarnOne, readYarnLock } from './yarn-lock.ts';

/** The graph of a root's lockfile; null where it has none that can be read. */
export async function readLock(root: InstallRoot): Promise<LockGraph | null> {
  const { lock, manifests } = root.facts;
  if (lock === null) return null;
  const folders = root.packages.map((one) => posix.relative(root.folder, one));
  const members = folders.map((at, index) => ({ at, manifest: manifests[index] ?? null }));
  try {
    switch (root.lockfile) {
      case 'package-lock.json':
      case 'npm-shrinkwrap.json':
        return readNpmLock(lock, folders);
      case 'pnpm-lock.yaml':
        return readPnpmLock(await parseYaml(lock));
      case 'yarn.lock': {
        const isNew = /^__metadata:/mu.test(lock);
        return readYarnLock(isNew ? await parseYaml(lock) : parseYarnOne(lock), members);
      }
      case 'bun.lock':
        return readBunLock(await parseYaml(lock));
      default:
        return null;
    }
  } catch {
    // The package manager says what is wrong with it, when it comes to that.
    return null;
  }
}

/** It reads JSON with trailing commas as well. */
async function parseYaml(text: string): Promise<unknown> {
  const { parse } = await import('yaml');
  return parse(text, { maxAliasCount: 0 });
}
