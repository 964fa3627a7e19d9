import { posix } from 'node:path';
import { DEPENDENCY_SECTIONS } from '../../packages/package-manifest.ts';
import {
  asRecord,
  type LockfileGraph,
  listAsks,
  omitKeys,
  UnreadableLockfile,
} from './lockfile-graph.ts';

/** Data that npm derives from the graph, and rewrites whenever a package is added. */
const DERIVED = ['dev', 'optional', 'devOptional', 'peer', 'extraneous'];
/** Packages that were installed get no development dependencies of their own. */
const SECTIONS_OF_INSTALLED = DEPENDENCY_SECTIONS.filter((name) => name !== 'devDependencies');

/** Reads package-lock.json 2 or 3, resolved as by Node.js. @param members - Folders of the project's packages. */
export function readNpmLockfileGraph(text: string, members: readonly string[]): LockfileGraph {
  const lock = asRecord(JSON.parse(text));
  const packages = asRecord(lock.packages);
  // A later version may give these keys another meaning.
  const isKnown = lock.lockfileVersion === 2 || lock.lockfileVersion === 3;
  if (!isKnown || !Object.hasOwn(packages, '')) throw new UnreadableLockfile();
  const resolve = (from: string, name: string): string | null => {
    for (let at = from; ; at = posix.dirname(at)) {
      const folder = at === '.' ? '' : at;
      const key = posix.join(folder, 'node_modules', name);
      if (Object.hasOwn(packages, key)) return key;
      if (folder === '' || posix.basename(folder) === '..') return null;
    }
  };
  return {
    rest: null,
    asks: members.flatMap((at) =>
      listAsks(at, packages[at], DEPENDENCY_SECTIONS, (name) => resolve(at, name)),
    ),
    entry: (key) => omitKeys(packages[key], DERIVED),
    edges: (key) => {
      const { resolved, link, ...sections } = asRecord(packages[key]);
      // Dependencies of the project's own packages are listed separately, in `asks`.
      if (link === true) {
        const isForeign = typeof resolved === 'string' && !members.includes(resolved);
        return isForeign && Object.hasOwn(packages, resolved) ? [resolved] : [];
      }
      const isInstalled = key.split('/').includes('node_modules');
      const names = (isInstalled ? SECTIONS_OF_INSTALLED : DEPENDENCY_SECTIONS).flatMap((section) =>
        Object.keys(asRecord(sections[section])),
      );
      return names.map((name) => resolve(key, name)).filter((found) => found !== null);
    },
  };
}
