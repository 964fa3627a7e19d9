import { join, posix } from 'node:path';
import type { Files } from '../../host/file-operations.ts';
import type { Host } from '../../host.ts';
import type { SideId } from '../../model/base-or-head-of-comparison.ts';
import { readManifest } from '../../packages/package-manifest.ts';
import type { ProjectLocation } from '../locate-project-and-open-source-tree.ts';
import {
  areManifestsEqual,
  hasSameDependencies,
  type UsedPackages,
} from './compare-install-root-dependencies.ts';
import { findInstallRoots, type InstallRoot } from './dependency-install-roots.ts';
import { asRecord } from './lockfile-graph.ts';
import { findNestedPackagesOutsideLockfile } from './nested-packages-outside-lockfile.ts';
import { collectMentionedPackageNames } from './package-names-mentioned-in-code.ts';
import type { PrivateInstallerSettings } from './private-installer-settings.ts';

/** Source of one set of a side's dependencies. */
export type DependencyPlan =
  | {
      readonly type: 'shared';
      /** Folder that they were installed in. */
      readonly from: string;
      readonly root: InstallRoot;
      /** Fingerprint of what is installed there. */
      readonly key: string;
    }
  | {
      readonly type: 'install';
      readonly root: InstallRoot;
      readonly instead: InstalledFallback | null;
    };

/** Packages that are installed in the project; they may not match the manifests. */
export interface InstalledFallback {
  readonly from: string;
  /** True if manifests and lockfile equal those of the project; false if only the manifests do. */
  readonly isExact: boolean;
}

/** Packages that are installed in the project on disk. */
export interface InstalledProject {
  readonly place: ProjectLocation;
  readonly roots: readonly InstallRoot[];
  /** Folders with separately installed packages, relative to the top. */
  readonly nested: readonly string[];
  readonly settings: PrivateInstallerSettings;
}

/** A side's tree as it was written. */
export interface WrittenTree {
  readonly top: string;
  readonly prefix: string;
  /** Files from the top. */
  readonly paths: readonly string[];
  /** Folder, not the project, that has exactly this tree's dependencies; null if none. */
  readonly installedAt: string | null;
}

/** Information about the measured code. */
export interface MeasuredCode {
  /** Text of all scenarios; undefined if unknown. */
  readonly scenarios: string | undefined;
  /** True if a side is built first, which may involve any of its tools. */
  readonly isBuilt: boolean;
  /** If true, the installed packages are used whatever a side depends on. Default: false. */
  readonly takesInstalled?: boolean;
}

export type DependencyPlans = Readonly<Record<SideId, readonly DependencyPlan[]>>;

/**
 * Decides for each lockfile of each side whether the packages installed on disk can be used: for a
 * folder side, those installed there; else those of the project, if both sides require the same,
 * ignoring development dependencies that the measured code does not use. If the sides differ, both
 * are installed, so that their layouts are the same.
 */
export async function planSideDependencies(
  host: Host,
  project: InstalledProject,
  trees: Readonly<Record<SideId, WrittenTree>>,
  measured: MeasuredCode,
): Promise<DependencyPlans> {
  const rootsOf = ({
    top,
    prefix,
    paths,
    installedAt,
  }: WrittenTree): Promise<readonly InstallRoot[]> => {
    const own =
      installedAt === null ? [] : findNestedPackagesOutsideLockfile(host.files, installedAt, paths);
    const nested = [...new Set([...project.nested, ...own])];
    return findInstallRoots(host.files, top, prefix, paths, nested);
  };
  const roots = { a: await rootsOf(trees.a), b: await rootsOf(trees.b) };
  const { takesInstalled = false } = measured;
  let words: ReadonlySet<string> | null | undefined;
  const usedOf = ({ packages }: InstallRoot): UsedPackages | null => {
    const { scenarios, isBuilt } = measured;
    if (isBuilt || scenarios === undefined) return null;
    // This reads every file of both sides, so it runs only where lockfiles differ.
    if (words === undefined)
      words = collectMentionedPackageNames(host.files, [trees.a, trees.b], scenarios);
    if (words === null) return null;
    return usedPackages(host.files, words, { top: project.place.extent, packages });
  };
  const planSide = async (side: SideId, other: SideId): Promise<readonly DependencyPlan[]> => {
    const rootsOfOther = trees[other].installedAt === null ? roots[other] : [];
    const plans = roots[side].map((root) =>
      planRoot(host, project, trees[side], { root, rootsOfOther, usedOf, takesInstalled }),
    );
    return (await Promise.all(plans)).flat();
  };
  return { a: await planSide('a', 'b'), b: await planSide('b', 'a') };
}

/** Returns a root's development dependencies that measured code uses; null: it may use any. */
type UsedOf = (root: InstallRoot) => UsedPackages | null;

interface RootInQuestion {
  readonly root: InstallRoot;
  readonly rootsOfOther: readonly InstallRoot[];
  readonly usedOf: UsedOf;
  readonly takesInstalled: boolean;
}

async function planRoot(
  host: Host,
  { place, roots }: InstalledProject,
  { paths, installedAt }: WrittenTree,
  { root, rootsOfOther, usedOf, takesInstalled }: RootInQuestion,
): Promise<readonly DependencyPlan[]> {
  const isInstalled = (folder: string): boolean =>
    root.packages.some((packageFolder) =>
      host.files.isFolder(join(folder, packageFolder, 'node_modules')),
    );
  if (installedAt !== null && isInstalled(installedAt)) {
    return [{ type: 'shared', from: installedAt, root, key: root.key }];
  }
  const isInPlace = ({ folder }: InstallRoot): boolean => folder === root.folder;
  const installed = isInstalled(place.extent) ? roots.find(isInPlace) : undefined;
  const other = rootsOfOther.find(isInPlace);
  const isServing = (installRoot: InstallRoot): Promise<boolean> | true =>
    takesInstalled || isServed(root, other, installRoot, usedOf);
  if (installed !== undefined && (await isServing(installed))) {
    return [{ type: 'shared', from: place.extent, root, key: installed.key }];
  }
  if (takesInstalled) return [];
  // Most packages next to a project are irrelevant, and not worth an installation.
  const isNeeded = root.hasDependencies && root.reach !== 'beside';
  const instead = installed === undefined ? null : insteadOf(root, installed, place.extent);
  return isNeeded && !hasVendoredDependencies(root, paths)
    ? [{ type: 'install', root, instead }]
    : [];
}

function insteadOf(
  root: InstallRoot,
  installed: InstallRoot,
  from: string,
): InstalledFallback | null {
  if (installed.key === root.key) return { from, isExact: true };
  return areManifestsEqual(root, installed) ? { from, isExact: false } : null;
}

/** Lockfiles that fix the peers of a package; from other lockfiles no part can be ignored. */
const LOCKING_PEERS: readonly (string | null)[] = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
];

/** True if installed packages serve both sides; a side without dependencies is always served. */
async function isServed(
  own: InstallRoot,
  other: InstallRoot | undefined,
  installed: InstallRoot,
  usedOf: UsedOf,
): Promise<boolean> {
  const asking = other?.hasDependencies === true ? [own, other] : [own];
  const serves = async (used?: UsedPackages): Promise<boolean> => {
    for (const installRoot of asking)
      if (!(await hasSameDependencies(installRoot, installed, used))) return false;
    return true;
  };
  if (await serves()) return true;
  if (!LOCKING_PEERS.includes(installed.lockfile)) return false;
  const used = usedOf(installed);
  return used !== null && (await serves(used));
}

/** True if a repository contains its dependencies, in `node_modules` or as Yarn's Plug'n'Play. */
export function hasVendoredDependencies(
  { folder }: InstallRoot,
  paths: readonly string[],
): boolean {
  const modules = posix.join(folder, 'node_modules/');
  return (
    paths.includes(posix.join(folder, '.pnp.cjs')) || paths.some((path) => path.startsWith(modules))
  );
}

/** Installed packages, from which the programs of packages are known. */
interface InstalledPackages {
  readonly top: string;
  /** Folders of packages from there. */
  readonly packages: readonly string[];
}

/**
 * Returns the packages that code may load or start; if in doubt, it may. @param words - Words of
 * the code that may be names of packages.
 */
function usedPackages(
  files: Pick<Files, 'read'>,
  words: ReadonlySet<string>,
  installed: InstalledPackages,
): UsedPackages {
  const isUsed = (name: string): boolean => {
    if (words.has(name)) return true;
    // Type packages contain nothing to load.
    if (name.startsWith('@types/')) return false;
    const programs = programsOf(files, name, installed);
    return programs === null || programs.some((program) => words.has(program));
  };
  return { isUsed, isNamed: (name) => words.has(name) };
}

function programsOf(
  files: Pick<Files, 'read'>,
  name: string,
  { top, packages }: InstalledPackages,
): readonly string[] | null {
  for (const packageFolder of packages) {
    const manifest = readManifest(files, join(top, packageFolder, 'node_modules', name));
    if (manifest === null) continue;
    if (typeof manifest.bin !== 'string') return Object.keys(asRecord(manifest.bin));
    return [name.split('/').at(-1) ?? name];
  }
  return null;
}
