import type { ClockJump } from '../observations/clock-jump-detector.ts';

/** Result of reading a file. */
export interface LogSource {
  readonly file: string;
  /** null: it is of no format that is known. */
  readonly format: string | null;
  readonly bytes: number;
  readonly lines: number;
  readonly unread: number;
  /** The first lines that could not be read, made harmless and cut. */
  readonly examples: readonly string[];
  readonly requests: number;
  /** Source of its request durations and number of requests with a duration; null: none has. */
  readonly durations: { readonly from: string; readonly count: number } | null;
  /** Numbers over time. */
  readonly points: number;
  readonly hasZone: boolean;
  /** Year assumed for timestamps without one; null if none was assumed. */
  readonly assumedYear: number | null;
  /** First time that its clock was set back; null: never. */
  readonly clockJump: ClockJump | null;
  /** Reason why reading stopped before the end of the file; null: it did not. */
  readonly trouble: string | null;
}
