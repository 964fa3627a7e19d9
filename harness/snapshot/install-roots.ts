import { createHash } from 'node:crypto';
import { join, posix } from 'node:path';
import type { Files } from '../host/files.ts';
import { folderOf, packageFolders } from './package-folders.ts';
import {
  DEPENDENCY_SECTIONS,
  dependencyNames,
  type Manifest,
  readManifest,
} from './read-manifest.ts';

/** The tool that installs what a lockfile says. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun';

/** A folder that dependencies are installed in, by one lockfile. */
export interface InstallRoot {
  /** From the top of the tree; empty text: the top itself. */
  readonly folder: string;
  /** Name of the lockfile; null: there is none. */
  readonly lockfile: string | null;
  readonly manager: PackageManager;
  /** Folders of the packages that are installed together, the root's own first. */
  readonly packages: readonly string[];
  /** Fingerprint of all that says what is to be installed: the same, where the same is installed. */
  readonly key: string;
  /** Whether any package asks for another at all. */
  readonly hasDependencies: boolean;
}

/** In the order of precedence where there are several; npm prefers the shrinkwrap too. */
const LOCKFILES: readonly (readonly [name: string, manager: PackageManager])[] = [
  ['npm-shrinkwrap.json', 'npm'],
  ['package-lock.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
];

/** Settings that change what is installed. */
const SETTINGS = [
  '.npmrc',
  '.yarnrc',
  '.yarnrc.yml',
  'pnpm-workspace.yaml',
  '.pnpmfile.cjs',
  'bunfig.toml',
];
/** What packages are changed by once they are installed: patches, and schemas that clients are made of. */
const SOURCES_OF_PACKAGES = /^(?:patches|\.yarn\/patches)\/|\.prisma$/u;
/** Scripts of a package of its own that are run when its dependencies are installed. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];

/** Sections of a manifest that say what is installed. */
const SECTIONS = [
  ...DEPENDENCY_SECTIONS,
  'dependenciesMeta',
  'peerDependenciesMeta',
  'bundleDependencies',
  'overrides',
  'resolutions',
  'pnpm',
  'workspaces',
  'packageManager',
  'name',
  'bin',
];

/**
 * Folders between the top of a tree and the project that dependencies are installed in: each that
 * has a lockfile, and the project's own where none has.
 * @param paths - Files of the tree, from its top.
 */
export async function installRoots(
  files: Pick<Files, 'read' | 'isFile'>,
  root: string,
  prefix: string,
  paths: readonly string[],
): Promise<readonly InstallRoot[]> {
  const folders = chainOf(prefix);
  const chain = await Promise.all(
    folders.map((folder) => describeRoot(files, root, folder, paths)),
  );
  const locked = chain.filter(({ lockfile }) => lockfile !== null);
  if (locked.length > 0) return locked;
  const unlocked = chain.filter(({ hasDependencies }) => hasDependencies);
  return unlocked.length > 0 ? unlocked : chain.slice(-1);
}

/** All folders on the way to the project, the top first. */
function chainOf(prefix: string): readonly string[] {
  const chain = [prefix];
  for (let folder = prefix; folder !== ''; ) {
    folder = folderOf(folder);
    chain.unshift(folder);
  }
  return chain;
}

async function describeRoot(
  files: Pick<Files, 'read' | 'isFile'>,
  root: string,
  folder: string,
  paths: readonly string[],
): Promise<InstallRoot> {
  const [lockfile = null, manager = 'npm'] =
    LOCKFILES.find(([name]) => files.isFile(join(root, folder, name))) ?? [];
  const packages = await packageFolders(files, root, folder, paths);
  const manifests = packages.map((one) => readManifest(files, join(root, one)));
  const scripts = packages.map((one, index) => installScripts(manifests[index] ?? null, one));
  const sources = paths.filter(
    (path) =>
      SOURCES_OF_PACKAGES.test(posix.relative(folder, path)) ||
      scripts.some(({ words, at }) => words.includes(posix.relative(at, path))),
  );
  const said = {
    lockfile,
    lock: lockfile === null ? null : files.read(join(root, folder, lockfile)),
    packages: packages.map((one) => posix.relative(folder, one)),
    sections: manifests.map((manifest) => SECTIONS.map((name) => manifest?.[name] ?? null)),
    settings: SETTINGS.map((name) => files.read(join(root, folder, name))),
    scripts: scripts.map(({ words }) => words),
    sources: sources.map((path) => [posix.relative(folder, path), files.read(join(root, path))]),
  };
  return {
    folder,
    lockfile,
    manager,
    packages,
    key: createHash('sha256').update(JSON.stringify(said)).digest('hex'),
    hasDependencies: manifests.some((manifest) => dependencyNames(manifest).length > 0),
  };
}

/** The words of the scripts that are run on installing; some of them name files. */
function installScripts(
  manifest: Manifest | null,
  at: string,
): { readonly words: readonly string[]; readonly at: string } {
  const scripts = (manifest?.scripts ?? {}) as Manifest;
  const words = INSTALL_SCRIPTS.flatMap((name) => {
    const text = scripts[name];
    return typeof text === 'string' ? text.split(/[\s"';&|=]+/u) : [];
  });
  return { words: words.map((word) => word.replace(/^\.\//u, '')), at };
}
