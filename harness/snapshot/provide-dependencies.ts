import type { Host } from '../host.ts';
import type { Finding } from '../model/finding.ts';
import type { DependencyStore } from './dependency-store.ts';
import { type InstallationChange, installDependencies } from './install-dependencies.ts';
import { linkDependencies } from './link-dependencies.ts';
import type { DependencyPlan } from './plan-dependencies.ts';
import type { SideSnapshot } from './snapshots.ts';

/** A side that is to get its dependencies. */
export interface DependencyNeed {
  readonly label: string;
  readonly plans: readonly DependencyPlan[];
  /** What is installed instead of what one of the plans says; null: nothing. */
  readonly change: InstallationChange | null;
  /** Tops of all trees of the side: one, or one for each slot. */
  readonly trees: readonly [string, ...string[]];
  /** Files of each of them. */
  readonly paths: readonly string[];
  readonly signal: AbortSignal;
  readonly onInstall: () => void;
}

export interface ProvidedDependencies {
  readonly findings: readonly Finding[];
  /** Folder that the change was installed in; null: there was none, or it failed. */
  readonly changedIn: string | null;
  readonly dependencies: Pick<SideSnapshot, 'dependencyFolders' | 'dependencyKey'>;
}

/** Gives all trees of a side their dependencies; installs those that are nowhere. */
export async function provideDependencies(
  host: Host,
  store: DependencyStore,
  need: DependencyNeed,
): Promise<ProvidedDependencies> {
  const { plans, change, trees, signal } = need;
  let changedIn: string | null = null;
  const findings: Finding[] = [];
  const folders = new Set<string>();
  for (const plan of plans) {
    const from = await locate(host, store, need, plan, findings);
    if (from === null) continue;
    if (change?.root.folder === plan.root.folder) changedIn = from;
    for (const to of trees) {
      for (const one of await linkDependencies({ from, to, folders: plan.root.packages }, signal)) {
        folders.add(one);
      }
    }
  }
  const keys = [...plans.map(({ root }) => root.key), ...(change === null ? [] : [change.key])];
  const dependencies = { dependencyFolders: [...folders], dependencyKey: keys.join(' ') };
  return { findings, changedIn, dependencies };
}

/** The folder that holds what a plan needs; null where it could not be installed. */
async function locate(
  host: Host,
  store: DependencyStore,
  { label, trees, paths, change, signal, onInstall }: DependencyNeed,
  plan: DependencyPlan,
  findings: Finding[],
): Promise<string | null> {
  const { root } = plan;
  const isChanged = change?.root.folder === root.folder;
  if (plan.type === 'shared' && !isChanged) return plan.from;
  if (root.lockfile === null && !isChanged) findings.push(withoutLockfile(label));
  const installation = {
    root,
    tree: trees[0],
    paths,
    label,
    change: isChanged ? change : null,
    signal,
    onInstall,
  };
  const outcome = await installDependencies(host, store, installation);
  if (outcome.type === 'installed') return outcome.folder;
  findings.push(outcome.finding);
  return null;
}

function withoutLockfile(label: string): Finding {
  return {
    id: 'no-lockfile',
    level: 'warning',
    message: `${label} has no lockfile, so its dependencies were installed in the versions that are current now.`,
    remedy: 'Commit a lockfile, so that both sides get the versions that they were made with.',
  };
}
