import type { SideRuntime } from '../host/process/side-variables.ts';
import type { CommandLine } from '../model/scenario/scenario.ts';
import type { SideId } from '../model/side.ts';

/** One npm dependency in two versions. */
export interface DependencyChange {
  /** Name of the package, with its scope. */
  readonly name: string;
  /** Version of the base, or a range or tag that npm resolves. */
  readonly from: string;
  /** Version of the head, or a range or tag that npm resolves. */
  readonly to: string;
}

/** Source of a side. */
export type SideRequest =
  /** A commit of the project's repository, as git names it. */
  | { readonly type: 'ref'; readonly ref: string }
  /** The project's working tree, with uncommitted and untracked files but without ignored files. */
  | { readonly type: 'tree' }
  /** Another folder that stands for the project's, as it is: ignored files too. */
  | { readonly type: 'folder'; readonly path: string }
  /** A commit with other versions of its packages. */
  | {
      readonly type: 'packages';
      /** Whole name. */
      readonly commit: string;
      /** Name of the side in reports. */
      readonly label: string;
      /** Changes lockfile and manifests in the folder that stands for the project. */
      readonly change: (folder: string) => void;
    };

/** A command that each side is built with before it is measured. */
export interface PrepareRequest {
  /** Names of the scenarios that need it; where it fails, the others are measured all the same. */
  readonly scenarios: readonly string[];
  readonly command: CommandLine;
  /** Absolute, in the project or anywhere; what lies in the project is run in the side instead. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Current step of making a snapshot, for progress displays. */
export interface SnapshotProgress {
  readonly side: SideId;
  readonly step: 'copy' | 'install' | 'prepare';
  /** When it is given up, milliseconds; absent: never. */
  readonly limitMs?: number;
}

export interface SnapshotRequest {
  /** The project's folder, absolute. */
  readonly projectRoot: string;
  /** Folder for snapshots and installed dependencies; outside the project, see `cacheFolder`. */
  readonly cacheFolder: string;
  readonly base: SideRequest;
  readonly head: SideRequest;
  /**
   * Files and folders of scenarios, absolute or from the project's folder. Those of head are laid
   * over the base, folders as a whole, so that both sides are measured by the same scenarios. What
   * head does not have is taken from the working tree, for both.
   */
  readonly overlay?: readonly string[];
  /** `project`: all of the overlay is that of the working tree, for both sides. Default: `head`. */
  readonly overlayFrom?: 'head' | 'project';
  /** Files that the base gets from the head where it has none such; absolute paths, of anything. */
  readonly carry?: readonly string[];
  /** More of them: files, folders or globs, from the project's folder. */
  readonly carryPlaces?: readonly string[];
  /** All text of the scenarios, for what they start. Absent: any package may take part. */
  readonly scenarios?: string;
  /** Both sides get the packages that are installed in the project, whatever they ask for. Default: no. */
  readonly takesInstalled?: boolean;
  /** Run in this order on each side, for each of its slots. */
  readonly prepare?: readonly PrepareRequest[];
  /**
   * Runtime of `prepare` on each side, equal to that of the measured code; by default no variables
   * or Node.js of its own.
   */
  readonly runtimes?: Readonly<Record<SideId, SideRuntime>>;
  /** Both sides are what `head` says and differ in this dependency only; `base` is not looked at. */
  readonly dependency?: DependencyChange;
  readonly signal: AbortSignal;
  /** Called with each step as it happens; must not throw. */
  readonly onProgress?: (progress: SnapshotProgress) => void;
}
