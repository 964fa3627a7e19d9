import type { StorageTraffic } from '../../../host/platform/linux/storage-traffic.ts';
import type { CommandLine } from '../../../model/scenario/scenario.ts';

/** Requests from the executor to its launcher: one at a time, each is answered. */
export type LauncherRequest =
  | {
      readonly type: 'run';
      readonly command: CommandLine;
      /** Absolute. */
      readonly cwd: string;
      readonly env: CommandEnvironment;
      /** Number of the run, for the marks around what it prints. */
      readonly serial: number;
    }
  /** End every process that is left of earlier runs. */
  | { readonly type: 'sweep' };

/** Variables of the command, all of them but the marker of its tree. */
export type CommandEnvironment = Readonly<Record<string, string>>;

export type LauncherResponse =
  /** Sent once, unasked, as soon as questions can be taken. */
  | { readonly type: 'ready'; readonly accounting: AccountingSource }
  | { readonly type: 'not-started'; readonly problem: StartFailure }
  | { readonly type: 'ran'; readonly run: CommandRun }
  | { readonly type: 'swept' };

/**
 * Source of resource accounting: `kernel` where the launcher can start commands itself and read the
 * kernel's counts.
 */
export type AccountingSource =
  | { readonly type: 'kernel' }
  | { readonly type: 'none'; readonly reason: string };

/** Why a command could not be started. */
export interface StartFailure {
  readonly message: string;
  readonly remedy: string;
}

/** One run of a command, from spawn to exit, as the kernel accounts for it. */
export interface CommandRun {
  /** On the monotonic clock of the machine. */
  readonly startedMs: number;
  readonly wallMs: number;
  readonly ended: CommandExit;
  /** CPU of the command and of all its descendants that ended before it was reaped. */
  readonly userMs: number;
  readonly systemMs: number;
  /** Peak resident memory of the largest process among them, bytes. */
  readonly peakBytes: number;
  /** The peak cannot be seen below this: memory of the launcher, which the kernel counts in. */
  readonly floorBytes: number;
  /** null where the kernel keeps no account of I/O. */
  readonly io: StorageTraffic | null;
  /** Names of the processes that outlived the command. */
  readonly left: readonly string[];
}

export type CommandExit =
  | { readonly type: 'code'; readonly code: number }
  | { readonly type: 'signal'; readonly signal: string };

/** Stands on a line of its own on standard error before and after what a run prints. */
export function formatOutputMarker(token: string, end: 'begin' | 'end', serial: number): string {
  return `[${token} ${end} ${serial}]`;
}
