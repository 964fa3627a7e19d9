import type { StorageTraffic } from '../../../host/platform/linux/process-storage-traffic.ts';
import type { CommandLine } from '../../../model/scenario/scenario.ts';

export type LauncherRequest =
  | {
      readonly type: 'run';
      readonly command: CommandLine;
      readonly cwd: string;
      readonly env: CommandEnvironment;
      readonly serial: number;
    }
  | { readonly type: 'sweep' };

/** All environment variables of the command, except the marker of its process tree. */
export type CommandEnvironment = Readonly<Record<string, string>>;

export type LauncherResponse =
  /** Sent once, unasked, as soon as questions can be taken. */
  | { readonly type: 'ready'; readonly accounting: AccountingSource }
  | { readonly type: 'not-started'; readonly problem: StartFailure }
  | { readonly type: 'ran'; readonly run: CommandRun }
  | { readonly type: 'swept' };

/** Accounting source: `kernel` if the launcher can start commands and read the kernel's counts. */
export type AccountingSource =
  | { readonly type: 'kernel' }
  | { readonly type: 'none'; readonly reason: string };

export interface StartFailure {
  readonly message: string;
  readonly remedy: string;
}

export interface CommandRun {
  /** On the monotonic clock of the machine. */
  readonly startedMs: number;
  readonly wallMs: number;
  readonly ended: CommandExit;
  /** CPU of the command and of all its descendants that ended before it was reaped. */
  readonly userMs: number;
  readonly systemMs: number;
  readonly peakBytes: number;
  /** Lower limit of a measurable peak: the memory of the launcher, which the kernel includes. */
  readonly floorBytes: number;
  readonly io: StorageTraffic | null;
  readonly left: readonly string[];
}

export type CommandExit =
  | { readonly type: 'code'; readonly code: number }
  | { readonly type: 'signal'; readonly signal: string };

/** Returns the marker written on its own line to stderr before and after a run's output. */
export function formatOutputMarker(token: string, end: 'begin' | 'end', serial: number): string {
  return `[${token} ${end} ${serial}]`;
}
