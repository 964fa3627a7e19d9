import type { SideId } from '../model/base-or-head-of-comparison.ts';
import type { ComparedSide } from '../model/documents/run-report-and-comparison-document.ts';
import type { FailedBuild } from '../model/failed-prepare-command.ts';
import type { Finding } from '../model/finding.ts';
import type { SourceDifference } from './compare-source-trees.ts';
import type { Slot } from './move-base-and-head-between-measurement-folders.ts';

/** Snapshot of one side of a live comparison, with its origin and findings. */
export interface SideSnapshot extends ComparedSide {
  /** A finding of level `error` prevents measuring the side. */
  readonly findings: readonly Finding[];
  /** Builds that failed; they spoil the side for the scenarios only that need them. */
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
  /** Renames the sides into the coin's slots while no unit is open. @returns Each side's project folder. */
  readonly moveIntoSlots: (slotOfA: Slot) => Readonly<Record<SideId, string>>;
  /** Project and repository folders with the side's current replacements, in lookup order. */
  readonly places: (side: SideId) => readonly (readonly [from: string, to: string])[];
  /** Loaded files of neither the side nor common folders, while the sides lie as they were measured. */
  readonly outside: (side: SideId, loaded: readonly string[]) => readonly string[];
  /** Returns a side's folders at its current location; dependencies may be shared by both. */
  readonly folders: (side: SideId) => {
    readonly top: string;
    readonly above: string;
    readonly dependencies: readonly string[];
  };
  /** Removes both snapshots; installed packages stay in the cache. */
  readonly remove: () => void;
}
