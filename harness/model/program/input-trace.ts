/** How a name that a program asked for was found. */
export interface Resolution {
  /** As the program wrote it. */
  readonly request: string;
  /** Absolute path of who asked; null: nobody can say. */
  readonly from: string | null;
  /** Absolute path, or address, of what was found; null: nothing was. */
  readonly to: string | null;
  /** What the error says of it where nothing was found: that a package does not export it is not that it is missing. */
  readonly code?: string;
}

/** What one start of a unit has read, or why nobody can tell. */
export type InputTrace =
  | {
      readonly state: 'traced';
      /** Paths that it asked the file system about, absolute, whatever was there. */
      readonly paths: readonly string[];
      /** Whether it asked what a folder holds: then of no folder it is enough that it is there. */
      readonly isListing: boolean;
      readonly resolutions: readonly Resolution[];
    }
  /** It does what a trace cannot see, or what may go another way the next time. */
  | {
      readonly state: 'untraceable';
      /** A part of a sentence whose subject is the scenario: `it starts a process`. */
      readonly reason: string;
    };
