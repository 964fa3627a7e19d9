import type { ClockJump } from '../observed/clock-watch.ts';

/** What reading one file came to. */
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
  /** Where its requests say how long they took, and how many do; null: none does. */
  readonly durations: { readonly from: string; readonly count: number } | null;
  /** Numbers over time. */
  readonly points: number;
  readonly hasZone: boolean;
  /** The year that was taken for that of moments which do not say one; null: none was. */
  readonly assumedYear: number | null;
  /** Where its clock was set back; null: nowhere. */
  readonly clockJump: ClockJump | null;
  /** What ended the reading before the end of the file; null: nothing did. */
  readonly trouble: string | null;
}
