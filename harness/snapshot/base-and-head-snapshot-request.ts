import type { SideRuntime } from '../host/process/compared-side-environment-variables.ts';
import type { SideId } from '../model/base-or-head-of-comparison.ts';
import type { CommandLine } from '../model/scenario/scenario.ts';

/** Two versions of one npm dependency. */
export interface DependencyChange {
  /** Name of the package, with its scope. */
  readonly name: string;
  /** Version of the base, or a range or tag that npm resolves. */
  readonly from: string;
  /** Version of the head, or a range or tag that npm resolves. */
  readonly to: string;
}

export type SideRequest =
  /** A commit of the project's repository, as git names it. */
  | { readonly type: 'ref'; readonly ref: string }
  /** The project's working tree, with uncommitted and untracked files but without ignored files. */
  | { readonly type: 'tree' }
  /** A different folder in place of the project's, unchanged, including ignored files. */
  | { readonly type: 'folder'; readonly path: string }
  /** A commit with other versions of its packages. */
  | {
      readonly type: 'packages';
      /** Whole name. */
      readonly commit: string;
      /** Name of the side in reports. */
      readonly label: string;
      /** Modifies lockfile and manifests in the folder that replaces the project. */
      readonly change: (folder: string) => void;
    };

/** Command that builds each side before it is measured. */
export interface PrepareRequest {
  /** Names of the scenarios that need it; if it fails, the other scenarios are still measured. */
  readonly scenarios: readonly string[];
  readonly command: CommandLine;
  /** Absolute path; a folder in the project is replaced by that of the side. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Current step of making a snapshot, for progress displays. */
export interface SnapshotProgress {
  readonly side: SideId;
  readonly step: 'copy' | 'install' | 'prepare';
}

export interface SnapshotRequest {
  /** The project's folder, absolute. */
  readonly projectRoot: string;
  /** Folder for snapshots and installed dependencies; outside the project, see `cacheFolder`. */
  readonly cacheFolder: string;
  readonly base: SideRequest;
  readonly head: SideRequest;
  /**
   * Files and folders of scenarios, absolute or relative to the project's folder. Those of head are
   * copied over the base, folders as a whole, so that both sides are measured by the same
   * scenarios. Paths that head lacks are taken from the working tree, for both.
   */
  readonly overlay?: readonly string[];
  /** `project`: takes the whole overlay from the working tree, for both sides. Default: `head`. */
  readonly overlayFrom?: 'head' | 'project';
  /** Files of any kind that are copied from the head to a base that lacks them; absolute paths. */
  readonly carry?: readonly string[];
  /** Further files, folders or globs to carry, relative to the project's folder. */
  readonly carryPatterns?: readonly string[];
  /** True to use the project's installed packages for both sides anyway. Default: false. */
  readonly usesInstalledPackages?: boolean;
  /** Builds, run in this order on each side, for each of its slots. */
  readonly prepare?: readonly PrepareRequest[];
  /** Runtime of each side for `prepare`. Default: that of perf-harness. */
  readonly runtimes?: Readonly<Record<SideId, SideRuntime>>;
  /** Dependency in which the sides differ, both based on `head`; `base` is ignored. */
  readonly dependency?: DependencyChange;
  readonly signal: AbortSignal;
  /** Called with each step as it happens; must not throw. */
  readonly onProgress?: (progress: SnapshotProgress) => void;
}
