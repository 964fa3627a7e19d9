import type { ComparedSide } from '../model/documents/comparison-document.ts';
import type { FailedBuild } from '../model/failed-build.ts';
import type { Finding } from '../model/finding.ts';
import type { SideId } from '../model/side.ts';
import type { Slot } from './side-slots.ts';
import type { SourceDifference } from './source-difference.ts';

/** One side of a live comparison: what it was made from, and how that went. */
export interface SideSnapshot extends ComparedSide {
  /** One of level `error` keeps the side from being measured. */
  readonly findings: readonly Finding[];
  /** Builds that failed; they spoil the side for the scenarios only that need them. */
  readonly failedBuilds: readonly FailedBuild[];
  /** Folders outside of the side's own that it may load files from: its dependencies. */
  readonly dependencyFolders: readonly string[];
  /** Fingerprint of what is installed; the same on both sides where both load the same packages. */
  readonly dependencyKey: string;
}

/** Both sides of a live comparison on disk. */
export interface Snapshots {
  readonly base: SideSnapshot;
  readonly head: SideSnapshot;
  /** In what the files of both sides differ, the overlay laid and nothing built. */
  readonly difference: SourceDifference;
  /** Renames the sides into the coin's slots while no unit is open. @returns Each side's project folder. */
  readonly arrange: (slotOfA: Slot) => Readonly<Record<SideId, string>>;
  /** Folders of project and repository with their stand-ins as the side lies now, in lookup order. */
  readonly places: (side: SideId) => readonly (readonly [from: string, to: string])[];
  /** Loaded files of neither the side nor common folders, while the sides lie as they were measured. */
  readonly outside: (side: SideId, loaded: readonly string[]) => readonly string[];
  /** The folders that are a side's own, as it lies now; its packages may be those of the other too. */
  readonly folders: (side: SideId) => {
    readonly top: string;
    readonly above: string;
    readonly dependencies: readonly string[];
  };
  /** Removes all of it; what was installed stays in the cache. */
  readonly remove: () => void;
}
