import { join, posix } from 'node:path';
import type { Host } from '../../host.ts';
import type { SideId } from '../../model/base-or-head-of-comparison.ts';
import type { ProjectLocation } from '../locate-project-and-open-source-tree.ts';
import { areManifestsEqual, hasSameDependencies } from './compare-install-root-dependencies.ts';
import { findInstallRoots, type InstallRoot } from './dependency-install-roots.ts';
import { findNestedPackagesOutsideLockfile } from './nested-packages-outside-lockfile.ts';
import type { PrivateInstallerSettings } from './private-installer-settings.ts';

export type DependencyPlan =
  | {
      readonly type: 'shared';
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
  readonly location: ProjectLocation;
  readonly roots: readonly InstallRoot[];
  /** Folders with separately installed packages, relative to the top. */
  readonly nested: readonly string[];
  readonly settings: PrivateInstallerSettings;
}

export interface WrittenTree {
  readonly top: string;
  readonly prefix: string;
  /** Files from the top. */
  readonly paths: readonly string[];
  /** Folder, not the project, that has exactly this tree's dependencies; null if none. */
  readonly installedAt: string | null;
}

export type DependencyPlans = Readonly<Record<SideId, readonly DependencyPlan[]>>;

/**
 * Decides for each lockfile of each side whether the packages installed on disk can be used: for a
 * folder side, those installed there; else those of the project, if both sides require the same. If
 * the sides differ, both are installed, so that their layouts are the same.
 * @param usesInstalledPackages - True to use the installed packages whatever a side depends on.
 */
export async function planSideDependencies(
  host: Host,
  project: InstalledProject,
  trees: Readonly<Record<SideId, WrittenTree>>,
  usesInstalledPackages: boolean,
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
  const planSide = async (side: SideId, other: SideId): Promise<readonly DependencyPlan[]> => {
    const rootsOfOther = trees[other].installedAt === null ? roots[other] : [];
    const plans = roots[side].map((root) =>
      planRoot(host, project, trees[side], { root, rootsOfOther, usesInstalledPackages }),
    );
    return (await Promise.all(plans)).flat();
  };
  return { a: await planSide('a', 'b'), b: await planSide('b', 'a') };
}

interface RootInQuestion {
  readonly root: InstallRoot;
  readonly rootsOfOther: readonly InstallRoot[];
  readonly usesInstalledPackages: boolean;
}

async function planRoot(
  host: Host,
  { location, roots }: InstalledProject,
  { paths, installedAt }: WrittenTree,
  { root, rootsOfOther, usesInstalledPackages }: RootInQuestion,
): Promise<readonly DependencyPlan[]> {
  const isInstalled = (folder: string): boolean =>
    root.packages.some((packageFolder) =>
      host.files.isFolder(join(folder, packageFolder, 'node_modules')),
    );
  if (installedAt !== null && isInstalled(installedAt)) {
    return [{ type: 'shared', from: installedAt, root, key: root.key }];
  }
  const isInPlace = ({ folder }: InstallRoot): boolean => folder === root.folder;
  const installed = isInstalled(location.extent) ? roots.find(isInPlace) : undefined;
  const other = rootsOfOther.find(isInPlace);
  const isServing = (installRoot: InstallRoot): Promise<boolean> | true =>
    usesInstalledPackages || isServed(root, other, installRoot);
  if (installed !== undefined && (await isServing(installed))) {
    return [{ type: 'shared', from: location.extent, root, key: installed.key }];
  }
  if (usesInstalledPackages) return [];
  // Most packages next to a project are irrelevant, and not worth an installation.
  const isNeeded = root.hasDependencies && root.reach !== 'beside';
  const instead = installed === undefined ? null : insteadOf(root, installed, location.extent);
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

/** True if installed packages serve both sides; a side without dependencies is always served. */
async function isServed(
  own: InstallRoot,
  other: InstallRoot | undefined,
  installed: InstallRoot,
): Promise<boolean> {
  const asking = other?.hasDependencies === true ? [own, other] : [own];
  for (const installRoot of asking)
    if (!(await hasSameDependencies(installRoot, installed))) return false;
  return true;
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
