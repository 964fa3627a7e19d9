import { join } from 'node:path';
import type { Host } from '../../host.ts';
import type { SideId } from '../../model/side.ts';
import type { ProjectPlace } from '../tree-source.ts';
import { type InstallRoot, installRoots } from './install-roots.ts';
import { nestedPackages } from './nested-packages.ts';
import type { PrivateSettings } from './private-settings.ts';
import { asksForTheSame } from './same-dependencies.ts';

/** Where one set of dependencies of a side comes from. */
export type DependencyPlan =
  | {
      readonly type: 'shared';
      /** Folder that they were installed in. */
      readonly from: string;
      readonly root: InstallRoot;
      /** Fingerprint of what is installed there. */
      readonly key: string;
    }
  | { readonly type: 'install'; readonly root: InstallRoot };

/** What is installed in the project on disk. */
export interface InstalledProject {
  readonly place: ProjectPlace;
  readonly roots: readonly InstallRoot[];
  /** Folders with packages that were installed by themselves, from the top. */
  readonly nested: readonly string[];
  readonly settings: PrivateSettings;
}

/** A side's tree as it was written. */
export interface WrittenTree {
  readonly top: string;
  readonly prefix: string;
  /** Files from the top. */
  readonly paths: readonly string[];
  /** Folder other than the project that has the dependencies of this very tree; null: none. */
  readonly installedAt: string | null;
}

export type DependencyPlans = Readonly<Record<SideId, readonly DependencyPlan[]>>;

/**
 * Decides for each lockfile of each side whether what is installed on disk serves it: where a
 * folder stands for a side, what is installed there; else that of the project, where both sides ask
 * for what it has. Where they differ, both are installed, so that they lie alike.
 */
export async function planDependencies(
  host: Host,
  project: InstalledProject,
  trees: Readonly<Record<SideId, WrittenTree>>,
): Promise<DependencyPlans> {
  const rootsOf = ({
    top,
    prefix,
    paths,
    installedAt,
  }: WrittenTree): Promise<readonly InstallRoot[]> => {
    const own = installedAt === null ? [] : nestedPackages(host.files, installedAt, paths);
    const nested = [...new Set([...project.nested, ...own])];
    return installRoots(host.files, top, prefix, paths, nested);
  };
  const roots = { a: await rootsOf(trees.a), b: await rootsOf(trees.b) };
  const planSide = async (side: SideId, other: SideId): Promise<readonly DependencyPlan[]> => {
    const rootsOfOther = trees[other].installedAt === null ? roots[other] : [];
    const plans = roots[side].map((root) =>
      planRoot(host, project, trees[side], root, rootsOfOther),
    );
    return (await Promise.all(plans)).flat();
  };
  return { a: await planSide('a', 'b'), b: await planSide('b', 'a') };
}

async function planRoot(
  host: Host,
  { place, roots }: InstalledProject,
  { paths, installedAt }: WrittenTree,
  root: InstallRoot,
  rootsOfOther: readonly InstallRoot[],
): Promise<readonly DependencyPlan[]> {
  const isInstalled = (folder: string): boolean =>
    root.packages.some((one) => host.files.isFolder(join(folder, one, 'node_modules')));
  if (installedAt !== null && isInstalled(installedAt)) {
    return [{ type: 'shared', from: installedAt, root, key: root.key }];
  }
  const isInPlace = ({ folder }: InstallRoot): boolean => folder === root.folder;
  const installed = isInstalled(place.extent) ? roots.find(isInPlace) : undefined;
  const other = rootsOfOther.find(isInPlace);
  if (installed !== undefined && (await isServed([root, other], installed))) {
    return [{ type: 'shared', from: place.extent, root, key: installed.key }];
  }
  // Most of what lies beside a project has no part in it, and is worth no installation.
  const isNeeded = root.hasDependencies && root.reach !== 'beside';
  return isNeeded && !isSelfContained(root, paths) ? [{ type: 'install', root }] : [];
}

/** Whether what is installed serves both sides; one that asks for nothing is served by anything. */
async function isServed(
  [own, other]: readonly [InstallRoot, InstallRoot | undefined],
  installed: InstallRoot,
): Promise<boolean> {
  if (!(await asksForTheSame(own, installed))) return false;
  return other === undefined || !other.hasDependencies || asksForTheSame(other, installed);
}

/**
 * Whether a repository keeps the dependencies among its files: in a folder of packages, or as Yarn's
 * Plug'n'Play does, which needs none.
 */
export function isSelfContained({ folder }: InstallRoot, paths: readonly string[]): boolean {
  const modules = join(folder, 'node_modules/');
  return paths.includes(join(folder, '.pnp.cjs')) || paths.some((path) => path.startsWith(modules));
}
