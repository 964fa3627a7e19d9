import { dirname, join } from 'node:path';
import { listTree } from '../../host/folder-tree-operations.ts';
import { resolveCacheFolder } from '../../host/harness-cache-folder.ts';
import type { Host } from '../../host.ts';
import type { Finding } from '../../model/finding.ts';
import { hasSameDependencies } from './compare-install-root-dependencies.ts';
import { findInstallRoots, type InstallRoot } from './dependency-install-roots.ts';
import { openDependencyStore } from './installed-dependency-cache.ts';
import { findNestedPackagesOutsideLockfile } from './nested-packages-outside-lockfile.ts';
import type { DependencyPlan } from './plan-compared-side-dependencies.ts';
import { findPrivateInstallerSettings } from './private-installer-settings.ts';
import { provideSideDependencies } from './provide-compared-side-dependencies.ts';

export interface WorktreeDependencies {
  /** Top of the user's repository, in which dependencies are installed. */
  readonly repository: string;
  /** Top of the worktree, which lies in a folder of its run's own. */
  readonly worktree: string;
  /** Path from either top to the project; empty for the top itself. */
  readonly prefix: string;
  readonly signal: AbortSignal;
  /** Called if something must be installed. */
  readonly onInstall?: () => void;
}

/**
 * Provides a worktree with the dependencies of its lockfiles: links to those in the user's own tree
 * if both require the same, else an installation in the cache folder. The user's tree is never
 * written to.
 * @returns Problems and possible problems.
 */
export async function provideWorktreeDependencies(
  host: Host,
  { repository, worktree, prefix, signal, onInstall = () => undefined }: WorktreeDependencies,
): Promise<readonly Finding[]> {
  const isLeftOut = (name: string): boolean => name === 'node_modules' || name === '.git';
  const paths = listTree(worktree, isLeftOut);
  const nested = findNestedPackagesOutsideLockfile(host.files, repository, paths);
  const own = await findInstallRoots(host.files, worktree, prefix, paths, nested);
  const theirs = await findInstallRoots(host.files, repository, prefix, paths, nested);
  const isInstalled = ({ packages }: InstallRoot): boolean =>
    packages.some((packageFolder) =>
      host.files.isFolder(join(repository, packageFolder, 'node_modules')),
    );
  const planRoot = async (root: InstallRoot): Promise<readonly DependencyPlan[]> => {
    const installed = theirs.find(({ folder }) => folder === root.folder);
    if (
      installed !== undefined &&
      isInstalled(root) &&
      (await hasSameDependencies(root, installed))
    ) {
      return [{ type: 'shared', from: repository, root, key: installed.key }];
    }
    const isNeeded = root.hasDependencies && root.reach !== 'beside';
    return isNeeded ? [{ type: 'install', root, instead: null }] : [];
  };
  const plans = (await Promise.all(own.map(planRoot))).flat();
  const store = openDependencyStore(host, resolveCacheFolder(host), dirname(worktree));
  const { findings } = await provideSideDependencies(host, store, {
    label: 'the worktree',
    plans,
    change: null,
    trees: [worktree],
    paths,
    settings: findPrivateInstallerSettings(host.files, repository, own, paths),
    nodePath: null,
    signal,
    onInstall,
  });
  return findings;
}
