import type { Finding } from '../finding.ts';
import type { CommandLine } from '../scenario/scenario.ts';
import type { Profile } from './profile.ts';
import type { RuntimeTrace } from './runtime-trace.ts';

/** A stretch of a unit's life by the machine's monotonic clock, milliseconds. */
export interface TimeInterval {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface AttachedProfiler {
  /** Environment variables of the measured program, including `NODE_OPTIONS`. */
  readonly env: Readonly<Record<string, string>>;
  /** Awaited before the measured interval begins. Never throws. Absent: nothing to do. */
  readonly begin?: () => Promise<void>;
  /**
   * Wraps the command to start, for tools that the environment alone cannot attach. @param seed -
   * Seed of the trial, for V8.
   */
  readonly wrap?: (command: CommandLine, seed: number) => CommandLine;
  /** Returns a stretch's profile; called once after the unit has closed. @throws UnitFailure */
  readonly read: (stretch: TimeInterval) => Promise<ProfileResult>;
}

/** Profile of one program of a unit: the threads of all processes started with the same file. */
export interface ProgramProfile {
  /** Absolute path of that file; null if there was none or it is unknown. */
  readonly program: string | null;
  readonly profile: Profile;
}

/** Profile, and the parts of it that were lost. */
export interface ProfileResult {
  readonly profile: Profile;
  /** The same by program. Absent: this profiler does not tell programs apart. */
  readonly programs?: readonly ProgramProfile[];
  /** Number of threads terminated before they could write their profile. */
  readonly lost: number;
  /** Number of threads whose startup is in the profile, being inseparable. Absent: none. */
  readonly withStart?: number;
  /** Absent or null: this profiler does not trace it, or tracing failed. */
  readonly runtime?: RuntimeTrace | null;
  /** Findings of the tool; a finding of several trials is reported once. Absent: none. */
  readonly findings?: readonly Finding[];
}

/** Takes profiles of measured programs, in trials of their own. */
export interface Profiler {
  /** As in `Profile.tool`. */
  readonly id: string;
  /** @param folder - Its own, kept until `read` is done. @param nodeOptions - The program's own. */
  readonly attach: (folder: string, nodeOptions: string | undefined) => AttachedProfiler;
}
