import { createHash } from 'node:crypto';
import { join, posix } from 'node:path';
import type { Files } from '../../host/file-operations.ts';
import { relativePathInside } from '../../host/relative-path-inside.ts';
import { chooseLockfile, type PackageManager } from '../../packages/choose-lockfile.ts';
import {
  DEPENDENCY_SECTIONS,
  dependencyNames,
  HARNESS_PACKAGE,
  INSTALL_SECTIONS,
  type Manifest,
  readManifest,
} from '../../packages/package-manifest.ts';
import { listPackageFolders, parentFolder } from '../../packages/workspace-package-folders.ts';
import { listLocalFileDependencies } from './local-file-dependencies.ts';

/** Folder in which dependencies are installed by one lockfile. */
export interface InstallRoot {
  /** Relative to the top of the tree; empty for the top itself. */
  readonly folder: string;
  /** Name of the lockfile; null if there is none. */
  readonly lockfile: string | null;
  readonly manager: PackageManager;
  /** Ignored lockfiles of other package managers, if nothing states which counts. */
  readonly passedOver: readonly string[];
  /** Folders of the packages that are installed together, the root's own first. */
  readonly packages: readonly string[];
  /** Fingerprint of all that determines the installation: equal keys, equal installations. */
  readonly key: string;
  /** Data behind the fingerprint, for finding the difference between two roots. */
  readonly facts: InstallRootInputs;
  readonly hasDependencies: boolean;
  /** Position of the root: above the project on its path, below it, or elsewhere in the tree. */
  readonly reach: 'project' | 'below' | 'beside';
}

export interface InstallRootInputs {
  /** Text of the lockfile; null if there is none. */
  readonly lock: string | null;
  readonly manifests: readonly (Manifest | null)[];
  /** Fingerprint of everything else: packages, settings, scripts, and files that they name. */
  readonly others: string;
}

const SETTINGS = [
  '.npmrc',
  '.yarnrc',
  '.yarnrc.yml',
  'pnpm-workspace.yaml',
  '.pnpmfile.cjs',
  'bunfig.toml',
];
/** Files that change packages after installing: patches, schemas that generate clients. */
const SOURCES_OF_PACKAGES = /^(?:patches|\.yarn\/patches)\/|\.prisma$/u;
const ALL_SECTIONS = [...DEPENDENCY_SECTIONS, ...INSTALL_SECTIONS];
/** Scripts of a project's package that run when its dependencies are installed. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];

/**
 * Returns the folders in which dependencies are installed. Between the top of a tree and the
 * project: each with a lockfile, and the project's own if none has one. Elsewhere: packages with
 * dependencies.
 * @param paths - Files of the tree, relative to its top.
 * @param nested - Candidate folders elsewhere; those missing in the tree are skipped.
 */
export async function findInstallRoots(
  files: Pick<Files, 'read' | 'readBytes'>,
  root: string,
  prefix: string,
  paths: readonly string[],
  nested: readonly string[] = [],
): Promise<readonly InstallRoot[]> {
  const folders = chainOf(prefix);
  const there = new Set(paths);
  const describe = (folder: string): Promise<InstallRoot> =>
    describeRoot(files, root, folder, { paths, there });
  const chain = await Promise.all(folders.map(describe));
  const locked = chain.filter(({ lockfile }) => lockfile !== null);
  const unlocked = chain.filter(({ hasDependencies }) => hasDependencies);
  const own = unlocked.length > 0 ? unlocked : chain.slice(-1);
  const roots = [...(locked.length > 0 ? locked : own)];
  const known = new Set([...folders, ...roots.flatMap(({ packages }) => packages)]);
  // Outer folders first, since an outer folder may be a workspace that includes the inner package.
  for (const folder of [...nested].sort()) {
    // Checked first, since there may be many test fixtures and describing one scans every path.
    if (known.has(folder) || !asksForAny(files, root, folder, there)) continue;
    const installRoot = await describe(folder);
    for (const inner of installRoot.packages) known.add(inner);
    const reach = `${folder}/`.startsWith(prefix === '' ? '' : `${prefix}/`) ? 'below' : 'beside';
    if (installRoot.hasDependencies) roots.push({ ...installRoot, reach });
  }
  return roots;
}

/** All folders on the way to the project, the top first. */
function chainOf(prefix: string): readonly string[] {
  const chain = [prefix];
  for (let folder = prefix; folder !== ''; ) {
    folder = parentFolder(folder);
    chain.unshift(folder);
  }
  return chain;
}

/** True if a package is in the tree with dependencies, or workspace packages that may have some. */
function asksForAny(
  files: Pick<Files, 'read'>,
  root: string,
  folder: string,
  there: ReadonlySet<string>,
): boolean {
  if (!there.has(posix.join(folder, 'package.json'))) return false;
  const manifest = readManifest(files, join(root, folder));
  const isWorkspace =
    manifest?.workspaces !== undefined || there.has(posix.join(folder, 'pnpm-workspace.yaml'));
  return isWorkspace || dependencyNames(manifest).length > 0;
}

interface Tree {
  /** All files, from its top. */
  readonly paths: readonly string[];
  /** The same paths as a set, for lookups. */
  readonly there: ReadonlySet<string>;
}

async function describeRoot(
  files: Pick<Files, 'read' | 'readBytes'>,
  root: string,
  folder: string,
  { paths, there }: Tree,
): Promise<InstallRoot> {
  // Files that git ignores are in no commit, so they must not distinguish a project from its own
  // sides.
  const isThere = (name: string): boolean => there.has(posix.join(folder, name));
  const own = readManifest(files, join(root, folder));
  const { lockfile, manager, passedOver } = chooseLockfile(own, isThere);
  const members = await listPackageFolders(files, root, folder, paths);
  const targets = members.flatMap((member) =>
    listLocalFileDependencies(readManifest(files, join(root, member)), member),
  );
  // Subfolders that are dependencies are packages too: their dependencies are installed along with
  // the others.
  const isPackage = (packagePath: string): boolean =>
    there.has(posix.join(packagePath, 'package.json'));
  const linked = targets.filter(
    (target) => relativePathInside(folder, target) !== null && isPackage(target),
  );
  const packages = [...new Set([...members, ...linked])];
  const manifests = packages.map((packageFolder) => readManifest(files, join(root, packageFolder)));
  const scripts = packages.map((packageFolder, index) =>
    installScripts(manifests[index] ?? null, packageFolder),
  );
  const named = new Set([
    ...targets,
    ...scripts.flatMap(({ words, at }) => words.map((word) => posix.join(at, word))),
  ]);
  // npm links folders that are dependencies; other package managers install copies of them.
  const copied = manager === 'npm' ? [] : targets.map((target) => `${target}/`);
  const sources = paths.filter(
    (path) =>
      named.has(path) ||
      SOURCES_OF_PACKAGES.test(posix.relative(folder, path)) ||
      copied.some((copiedPath) => path.startsWith(copiedPath)),
  );
  const harness = manifests.flatMap((manifest, index) =>
    listLocalFileDependencies(onlyHarness(manifest), packages[index] ?? ''),
  );
  const lock = lockfile === null ? null : files.read(join(root, folder, lockfile));
  const others = {
    packages: packages.map((packageFolder) => posix.relative(folder, packageFolder)),
    settings: SETTINGS.map((name) => (isThere(name) ? files.read(join(root, folder, name)) : null)),
    scripts: scripts.map(({ words }) => words),
    sources: sources
      .filter((path) => !harness.includes(path))
      .map((path) => [
        posix.relative(folder, path),
        digest(files.readBytes(join(root, path)) ?? ''),
      ]),
  };
  const said = {
    lockfile,
    lock,
    sections: manifests.map((manifest) => ALL_SECTIONS.map((name) => manifest?.[name] ?? null)),
    harness: harness.map((path) => digest(files.readBytes(join(root, path)) ?? '')),
    others,
  };
  return {
    folder,
    lockfile,
    manager,
    passedOver,
    packages,
    key: digest(JSON.stringify(said)),
    facts: { lock, manifests, others: digest(JSON.stringify(others)) },
    hasDependencies: manifests.some((manifest) => dependencyNames(manifest).length > 0),
    reach: 'project',
  };
}

function onlyHarness(manifest: Manifest | null): Manifest {
  const sections = DEPENDENCY_SECTIONS.map((section) => {
    const asked = manifest?.[section] as Manifest | undefined;
    return [section, { [HARNESS_PACKAGE]: asked?.[HARNESS_PACKAGE] }] as const;
  });
  return Object.fromEntries(sections);
}

function digest(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Returns the text of the scripts run on installation; some of them name files. */
function installScripts(
  manifest: Manifest | null,
  at: string,
): { readonly words: readonly string[]; readonly at: string } {
  const scripts = (manifest?.scripts ?? {}) as Manifest;
  const words = INSTALL_SCRIPTS.flatMap((name) => {
    const text = scripts[name];
    return typeof text === 'string' ? text.split(/[\s"';&|=]+/u) : [];
  });
  return { words, at };
}
