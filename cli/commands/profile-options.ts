import type { ProjectOptions } from '../project.ts';

/** What `profile` was given. */
export interface ProfileCommandOptions extends ProjectOptions {
  readonly targets: readonly string[];
  /** What followed `--`: a command to profile. */
  readonly command: readonly string[] | null;
  readonly kind?: string;
  /** false: `--no-map`. */
  readonly map?: boolean;
  /** false: `--no-instrument`. */
  readonly instrument?: boolean;
  readonly pid?: string;
  readonly duration?: string;
  /** Two sides to be held against each other: profiles, or git refs and folders. */
  readonly diff?: readonly string[];
  readonly trials?: string;
  readonly seed?: string;
  readonly with?: string;
  readonly allowRemote?: readonly string[];
  readonly reporter?: readonly string[];
  /** `form=file`, as they were given. */
  readonly export?: readonly string[];
}
