import type { Profile } from './profile.ts';

/** A stretch of a unit's life by the machine's monotonic clock, milliseconds. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A profiler that is attached to one unit. */
export interface AttachedProfiler {
  /** Goes into the environment of the measured program; `NODE_OPTIONS` is in it. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * What was seen in a stretch; to be asked once, after the unit has closed.
   * @throws UnitFailure where the program left no profile, with what may have kept it from that.
   */
  readonly read: (stretch: Stretch) => Promise<TakenProfile>;
}

/** A profile, and what of it was lost. */
export interface TakenProfile {
  readonly profile: Profile;
  /** Threads that began and were ended without a chance to write what they had. */
  readonly lost: number;
}

/** Takes profiles of measured programs, in trials of their own. */
export interface Profiler {
  /** As in `Profile.tool`. */
  readonly id: string;
  /**
   * @param folder - An empty one of its own, which stays until `read` is done.
   * @param nodeOptions - `NODE_OPTIONS` as the program would have had it.
   */
  readonly attach: (folder: string, nodeOptions: string | undefined) => AttachedProfiler;
}
