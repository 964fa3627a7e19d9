import { join } from 'node:path';
import type { Host } from '../host.ts';
import { type InstallRoot, installRoots } from './install-roots.ts';
import type { ProjectPlace } from './tree-source.ts';

/** Where one set of dependencies of a side comes from. */
export type DependencyPlan =
  | {
      readonly type: 'shared';
      /** Folder that they were installed in. */
      readonly from: string;
      readonly root: InstallRoot;
    }
  | { readonly type: 'install'; readonly root: InstallRoot };

/** What is installed in the project on disk. */
export interface InstalledProject {
  readonly place: ProjectPlace;
  readonly roots: readonly InstallRoot[];
}

/** A side's tree as it was written. */
export interface WrittenTree {
  readonly top: string;
  readonly prefix: string;
  /** Files from the top. */
  readonly paths: readonly string[];
  /** Folder on disk that may hold the dependencies of this very tree; null: none. */
  readonly installedAt: string | null;
}

/**
 * Decides for each lockfile of a side whether what is installed on disk serves it: that of the tree
 * itself, or that of the project where both ask for exactly the same.
 */
export function planDependencies(
  host: Host,
  project: InstalledProject,
  { top, prefix, paths, installedAt }: WrittenTree,
): readonly DependencyPlan[] {
  const isInstalled = (folder: string, { packages }: InstallRoot): boolean =>
    packages.some((one) => host.files.isFolder(join(folder, one, 'node_modules')));
  return installRoots(host.files, top, prefix, paths).flatMap((root): readonly DependencyPlan[] => {
    if (installedAt !== null && isInstalled(installedAt, root)) {
      return [{ type: 'shared', from: installedAt, root }];
    }
    const { place, roots } = project;
    const same = roots.some(({ folder, key }) => folder === root.folder && key === root.key);
    if (same && isInstalled(place.extent, root)) {
      return [{ type: 'shared', from: place.extent, root }];
    }
    // Yarn's Plug'n'Play needs no folder of packages where a repository keeps them itself.
    const isSelfContained = paths.includes(join(root.folder, '.pnp.cjs'));
    return root.hasDependencies && !isSelfContained ? [{ type: 'install', root }] : [];
  });
}
