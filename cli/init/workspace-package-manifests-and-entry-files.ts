import { basename, extname, join, relative } from 'node:path';
import type { Files } from '../../harness/host/file-operations.ts';
import { type Manifest, readManifest } from '../../harness/packages/package-manifest.ts';
import { listPackageFolders } from '../../harness/packages/workspace-package-folders.ts';

/** Endings of modules that can be run. */
export const MODULE_EXTENSIONS = ['.js', '.mjs', '.cjs', '.ts', '.mts'];

/** Fields of a package.json that `init` reads. */
export interface PackageJson extends Manifest {
  readonly name?: string;
  readonly type?: string;
  readonly main?: string;
  readonly module?: string;
  readonly source?: string;
  readonly exports?: unknown;
  readonly bin?: string | Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  /** Tools that npm checks before it runs a script. */
  readonly devEngines?: { readonly packageManager?: unknown };
}

/** Reads package.json; a missing or invalid file counts as empty. */
export function readPackageJson(files: Pick<Files, 'read'>, root: string): PackageJson {
  return readManifest(files, root) ?? {};
}

/** A package of a project: the project itself, or a package of its workspace. */
export interface WorkspacePackage {
  /** From the root, with `/` behind it; empty for the root. */
  readonly folder: string;
  readonly manifest: PackageJson;
}

/** Maximum number of workspace packages to inspect. */
const MAX_PACKAGES = 50;
const IS_LEFT_OUT = /^(?:node_modules|\..*)$/u;

/** Lists the root package, then those of its workspace. */
export async function listWorkspacePackages(
  files: Pick<Files, 'read' | 'below'>,
  root: string,
): Promise<readonly WorkspacePackage[]> {
  const manifests = files
    .below(root, (name) => IS_LEFT_OUT.test(name))
    .filter((path) => basename(path) === 'package.json')
    .map((path) => relative(root, path).replaceAll('\\', '/'));
  const folders = await listPackageFolders(files, root, '', manifests);
  return folders.slice(0, MAX_PACKAGES + 1).map((folder) => ({
    folder: folder === '' ? '' : `${folder}/`,
    manifest: readPackageJson(files, join(root, folder)),
  }));
}

/** Returns the likely source file behind an import of a package, from the root; null: unknown. */
function findPackageEntry(
  files: Pick<Files, 'isFile'>,
  root: string,
  { folder }: WorkspacePackage,
): string | null {
  const file = findFirstFile(files, join(root, folder), [
    'src/index',
    'src/main',
    'index',
    'lib/index',
    'main',
  ]);
  return file === null ? null : folder + file;
}

const IS_DECLARATION = /\.d\.[cm]?ts$/u;
/** Most entry points of a package; further ones are parts that the first export again. */
const MOST_ENTRIES = 20;

/** Lists the scripts that imports of a package may lead to, from the root; some may have to be built. */
export function listPackageEntries(
  files: Pick<Files, 'isFile'>,
  root: string,
  own: WorkspacePackage,
): readonly string[] {
  const { main, module, source, exports } = own.manifest;
  const usual = findPackageEntry(files, root, own);
  const named = [...exportedFiles(exports), module, source, main]
    .filter((path) => path !== undefined)
    .map((path) => own.folder + path.replace(/^\.\//u, ''))
    .map((path) => resolveFile(files, root, path) ?? path);
  const found = [usual, ...named].filter((path) => path !== null);
  const scripts = found.filter(
    (path) => MODULE_EXTENSIONS.includes(extname(path)) && !IS_DECLARATION.test(path),
  );
  return [...new Set(scripts)].slice(0, MOST_ENTRIES);
}

/** Returns the file that `require` finds at a path, from the root; null: there is none. */
export function resolveFile(
  files: Pick<Files, 'isFile'>,
  root: string,
  path: string,
): string | null {
  if (files.isFile(join(root, path))) return path;
  return findFirstFile(files, root, [path.replace(/\/$/u, ''), join(path, 'index')]);
}

/** Returns the files in the `exports` of a manifest, for all conditions; patterns are left out. */
function exportedFiles(exports: unknown): readonly string[] {
  if (typeof exports === 'string') return exports.includes('*') ? [] : [exports];
  return typeof exports === 'object' && exports !== null
    ? Object.values(exports).flatMap(exportedFiles)
    : [];
}

/** Returns the first of these files that exists; the names have no extension. */
export function findFirstFile(
  files: Pick<Files, 'isFile'>,
  root: string,
  bases: readonly string[],
): string | null {
  const paths = bases.flatMap((base) => MODULE_EXTENSIONS.map((extension) => base + extension));
  return paths.find((path) => files.isFile(join(root, path))) ?? null;
}
