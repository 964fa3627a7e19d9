import { basename, join, relative } from 'node:path';
import type { Files } from '../../harness/host/files.ts';
import { packageFolders } from '../../harness/packages/workspace.ts';
import { firstFile } from './detect-project.ts';
import { type PackageJson, readPackageJson } from './package-json.ts';

/** A package of a project: the project itself, or one of its workspace. */
export interface OwnPackage {
  /** From the root, with `/` behind it; empty for the root. */
  readonly folder: string;
  readonly manifest: PackageJson;
}

/** Packages of a workspace that are looked at. */
const MOST = 50;
const IS_LEFT_OUT = /^(?:node_modules|\..*)$/u;

/** The package of the root, then those of its workspace. */
export async function ownPackages(
  files: Pick<Files, 'read' | 'below'>,
  root: string,
): Promise<readonly OwnPackage[]> {
  const manifests = files
    .below(root, (name) => IS_LEFT_OUT.test(name))
    .filter((path) => basename(path) === 'package.json')
    .map((path) => relative(root, path).replaceAll('\\', '/'));
  const folders = await packageFolders(files, root, '', manifests);
  return folders.slice(0, MOST + 1).map((folder) => ({
    folder: folder === '' ? '' : `${folder}/`,
    manifest: readPackageJson(files, join(root, folder)),
  }));
}

/** The source that an import of a package by its name leads to, from the root; null: nobody knows. */
export function entryOf(
  files: Pick<Files, 'isFile'>,
  root: string,
  { folder }: OwnPackage,
): string | null {
  const file = firstFile(files, join(root, folder), [
    'src/index',
    'src/main',
    'index',
    'lib/index',
    'main',
  ]);
  return file === null ? null : folder + file;
}
