import { dirname, join } from 'node:path';
import { resolveCacheFolder } from '../../host/harness-cache-folder.ts';
import { listTree } from '../../host/trees.ts';
import type { Host } from '../../host.ts';
import type { Finding } from '../../model/finding.ts';
import { openDependencyStore } from './dependency-store.ts';
import { findInstallRoots, type InstallRoot } from './install-roots.ts';
import { findNestedPackages } from './nested-packages.ts';
import type { DependencyPlan } from './plan-dependencies.ts';
import { findPrivateSettings } from './private-settings.ts';
import { provideDependencies } from './provide-dependencies.ts';
import { hasSameDependencies } from './same-dependencies.ts';

/** A worktree that is to get its dependencies. */
export interface WorktreeDependencies {
  /** Top of the repository that the user works in, where dependencies are installed. */
  readonly repository: string;
  /** Top of the worktree, which lies in a folder of its run's own. */
  readonly worktree: string;
  /** From either top to the project; empty text: the top itself. */
  readonly prefix: string;
  readonly signal: AbortSignal;
  /** Is called where something has to be installed. */
  readonly onInstall?: () => void;
}

/**
 * Gives a worktree the dependencies that its lockfiles ask for: links to those of the user's own
 * tree where both ask for the same, else an installation that is kept in the cache folder. Nothing
 * is written into the user's tree.
 * @returns What went wrong, or may do.
 */
export async function provideWorktreeDependencies(
  host: Host,
  { repository, worktree, prefix, signal, onInstall = () => undefined }: WorktreeDependencies,
): Promise<readonly Finding[]> {
  const isLeftOut = (name: string): boolean => name === 'node_modules' || name === '.git';
  const paths = listTree(worktree, isLeftOut);
  const nested = findNestedPackages(host.files, repository, paths);
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
  const { findings } = await provideDependencies(host, store, {
    label: 'the worktree',
    plans,
    change: null,
    trees: [worktree],
    paths,
    settings: findPrivateSettings(host.files, repository, own, paths),
    nodePath: null,
    signal,
    onInstall,
  });
  return findings;
}
