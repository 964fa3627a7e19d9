import { join } from 'node:path';
import { pathInside } from '../host/path-inside.ts';
import { treePath } from '../host/tree-path.ts';
import { realPath, stampTree } from '../host/trees.ts';
import type { Host } from '../host.ts';
import type { Finding } from '../model/finding.ts';
import { dependenciesFolder } from './cache-folder.ts';
import type { SnapshotRequest } from './side-request.ts';
import { sourceDifference } from './source-difference.ts';

/**
 * Looks whether building a side writes into the packages that it shares with the other side, with
 * later comparisons or with the user's own folder: the other side would load what was made for this
 * one. Looks at nothing where nothing is built.
 * @returns To be asked once it is built. What was kept for later comparisons and is no longer as it
 * was installed is thrown away.
 */
export function watchDependencies(
  host: Host,
  { prepare = [], cacheFolder }: SnapshotRequest,
  folders: readonly string[],
): (label: string) => readonly Finding[] {
  if (prepare.length === 0) return () => [];
  const before = folders.map((folder) => ({ folder, stamps: stampTree(folder) }));
  const kept = dependenciesFolder(realPath(cacheFolder) ?? cacheFolder);
  return (label) =>
    before.flatMap(({ folder, stamps }): readonly Finding[] => {
      const [changed] = sourceDifference(stamps, stampTree(folder)).paths;
      if (changed === undefined) return [];
      const [set] = treePath(pathInside(kept, folder) ?? '').split('/');
      if (set) host.files.remove(join(kept, set));
      return [written(label, join(folder, changed))];
    });
}

function written(label: string, path: string): Finding {
  return {
    id: 'dependencies-written',
    level: 'error',
    message: `Building ${label} changed ${path}, which both sides load: it belongs to the dependencies, not to the side.`,
    remedy:
      'Have the build write somewhere in the project, or do it in a postinstall script, which is run for each set of dependencies on its own.',
  };
}
