import type { PathMappings } from '../host/path-mappings.ts';
import type { SideId } from '../model/base-or-head-of-comparison.ts';
import type { ComparedSide } from '../model/documents/run-report-and-comparison-document.ts';
import type { FailedBuild } from '../model/failed-prepare-command.ts';
import type { Finding } from '../model/finding.ts';
import type { SourceDifference } from './check-base-and-head-source-trees.ts';
import type { Slot } from './move-base-and-head-between-measurement-folders.ts';

/** Snapshot of one side of a live comparison, with its origin and findings. */
export interface SideSnapshot extends ComparedSide {
  /** A finding of level `error` prevents measuring the side. */
  readonly findings: readonly Finding[];
  /** Failed builds; each affects only the scenarios that need it. */
  readonly failedBuilds: readonly FailedBuild[];
  /** Folders outside the side from which it may load files: its dependencies. */
  readonly dependencyFolders: readonly string[];
  /** Fingerprint of the installed packages; equal if both sides load the same packages. */
  readonly dependencyKey: string;
}

/** Both sides of a live comparison on disk. */
export interface Snapshots {
  readonly base: SideSnapshot;
  readonly head: SideSnapshot;
  /** Difference between the files of both sides, with the overlay applied and before any build. */
  readonly difference: SourceDifference;
  /** Moves the sides into the slots drawn, while no unit is open. @returns Project folders. */
  readonly moveIntoSlots: (slotOfA: Slot) => Readonly<Record<SideId, string>>;
  /** Returns the folders of project and repository with the current ones of a side. */
  readonly pathMappings: (side: SideId) => PathMappings;
  /** Returns loaded files that belong to neither the side, in its slot, nor to common folders. */
  readonly filesOutside: (side: SideId, loaded: readonly string[]) => readonly string[];
  /** Returns the folders of a side in its slot; both sides may share dependencies. */
  readonly foldersOf: (side: SideId) => {
    readonly top: string;
    readonly above: string;
    readonly dependencies: readonly string[];
  };
  /** Removes both snapshots; installed packages stay in the cache. */
  readonly remove: () => void;
}
