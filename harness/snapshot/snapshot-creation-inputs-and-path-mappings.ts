import { join } from 'node:path';
import { resolveRealPath } from '../host/folder-tree-operations.ts';
import type { PathMappings } from '../host/path-mappings.ts';
import type { Host } from '../host.ts';
import type { SideId } from '../model/base-or-head-of-comparison.ts';
import type { SnapshotRequest } from './base-and-head-snapshot-request.ts';
import type { DependencyStore } from './dependencies/installed-dependency-cache.ts';
import type { InstalledProject } from './dependencies/plan-compared-side-dependencies.ts';
import type { StandInSource } from './git/snapshot-git-repository-with-alternates.ts';
import type { TreeSource } from './locate-project-and-open-source-tree.ts';
import type { Slot, Slots } from './move-base-and-head-between-measurement-folders.ts';

export interface SnapshotContext {
  readonly host: Host;
  readonly request: SnapshotRequest;
  /** Files of the project on disk that git does not ignore, from its top. */
  readonly paths: readonly string[];
  readonly project: InstalledProject;
  readonly sources: Readonly<Record<SideId, TreeSource>>;
  readonly slots: Slots;
  /** Slots for which each side has a separate tree. */
  readonly builds: readonly [0] | readonly [0, 1];
  readonly store: DependencyStore;
  /** Data for repositories of the snapshots; null: the project is in no repository. */
  readonly standIns: StandInSource | null;
}

/** Returns the top of a side's tree while it lies in no slot. */
export function sideTreeTop({ slots }: SnapshotContext, side: SideId, slot: Slot = 0): string {
  return slots.parkingFolder(side, slot);
}

/** Returns the folders of the project on disk, with those in a side's tree. */
export function sidePathMappings(
  { request: { projectRoot }, project, sources }: SnapshotContext,
  side: SideId,
  top: string,
): PathMappings {
  const root = join(top, sources[side].prefix);
  return [
    [projectRoot, root],
    [resolveRealPath(projectRoot) ?? projectRoot, root],
    [project.location.extent, top],
  ];
}
