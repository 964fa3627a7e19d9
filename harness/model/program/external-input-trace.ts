/** Result of resolving a name that a program requested. */
export interface ModuleResolution {
  /** As the program wrote it. */
  readonly request: string;
  /** Absolute path of the importing file; null where not known. */
  readonly from: string | null;
  /** Absolute path or URL of the resolved module; null if it was not found. */
  readonly to: string | null;
  /** Error code where nothing was found: a package without an export is no missing package. */
  readonly code?: string;
}

/** Inputs that one start of a unit has read, or the reason why they are not known. */
export type InputTrace =
  | {
      readonly state: 'traced';
      /** Absolute paths of its file system calls, including paths that do not exist. */
      readonly paths: readonly string[];
      /** Set when it listed a folder: folder contents matter then, not only their existence. */
      readonly isListing: boolean;
      readonly resolutions: readonly ModuleResolution[];
    }
  /** The scenario does something that a trace cannot see, or that may differ next time. */
  | {
      readonly state: 'untraceable';
      /** Part of a sentence with the scenario as its subject: `it starts a process`. */
      readonly reason: string;
    };
