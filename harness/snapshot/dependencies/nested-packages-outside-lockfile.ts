import { join, posix } from 'node:path';
import type { Files } from '../../host/file-operations.ts';
import { parentFolder } from '../../packages/workspace-package-folders.ts';

/**
 * Returns folders with packages of their own that no lockfile lists, such as `server`. @param paths
 * - From the project's `top`.
 */
export function findNestedPackagesOutsideLockfile(
  files: Pick<Files, 'isFolder'>,
  top: string,
  paths: readonly string[],
): readonly string[] {
  return paths.flatMap((path) => {
    if (posix.basename(path) !== 'package.json') return [];
    const folder = parentFolder(path);
    // A repository may contain packages as files, with dependencies of their own.
    const isPackage = folder.split('/').includes('node_modules');
    return !isPackage && files.isFolder(join(top, folder, 'node_modules')) ? [folder] : [];
  });
}
