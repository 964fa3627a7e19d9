import { join, posix } from 'node:path';
import type { Files } from '../../host/files.ts';
import { folderOf } from '../../packages/workspace.ts';

/**
 * Folders with a package that something was installed for in that very folder: what lockfiles on
 * the way to the project say nothing of, such as a `server` with packages of its own.
 * @param top - Top of a project on disk.
 * @param paths - Files from there.
 */
export function nestedPackages(
  files: Pick<Files, 'isFolder'>,
  top: string,
  paths: readonly string[],
): readonly string[] {
  return paths.flatMap((path) => {
    if (posix.basename(path) !== 'package.json') return [];
    const folder = folderOf(path);
    // A repository may keep packages among its files, and these have packages of their own.
    const isPackage = folder.split('/').includes('node_modules');
    return !isPackage && files.isFolder(join(top, folder, 'node_modules')) ? [folder] : [];
  });
}
