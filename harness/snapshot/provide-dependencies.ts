import type { Host } from '../host.ts';
import type { Finding } from '../model/finding.ts';
import type { SideId } from '../model/side.ts';
import { linkDependencies } from './link-dependencies.ts';
import type { DependencyPlan } from './plan-dependencies.ts';
import type { SnapshotRequest } from './side-request.ts';
import type { SideSnapshot } from './snapshots.ts';

/** A side that is to get its dependencies. */
export interface DependencyNeed {
  readonly side: SideId;
  readonly label: string;
  readonly plans: readonly DependencyPlan[];
  /** Tops of all trees of the side: one, or one for each slot. */
  readonly trees: readonly string[];
  readonly request: SnapshotRequest;
}

export interface ProvidedDependencies {
  readonly findings: readonly Finding[];
  readonly dependencies: Pick<SideSnapshot, 'dependencyFolders' | 'dependencyKey'>;
}

/** Gives all trees of a side their dependencies. */
export async function provideDependencies(
  host: Host,
  { plans, trees, request }: DependencyNeed,
): Promise<ProvidedDependencies> {
  void host;
  const folders = new Set<string>();
  for (const plan of plans) {
    if (plan.type === 'install') continue;
    for (const to of trees) {
      const links = { from: plan.from, to, folders: plan.root.packages };
      for (const one of await linkDependencies(links, request.signal)) folders.add(one);
    }
  }
  return {
    findings: [],
    dependencies: {
      dependencyFolders: [...folders],
      dependencyKey: plans.map(({ root }) => root.key).join(' '),
    },
  };
}
