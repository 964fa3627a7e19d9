import type { Observed } from '../observed/observed.ts';

/** Reads lines of one format. */
export interface LineReader {
  /** false: the line is not of the format. */
  readonly read: (bytes: Buffer, start: number, end: number) => boolean;
  /** Whether all moments said where on earth their clock stands. */
  readonly hasZone: boolean;
  /** The year that was taken for that of moments which do not say one; null or nothing: none was. */
  readonly assumedYear?: number | null;
  /** After the last line, where one entry may go over several. */
  readonly end?: () => void;
}

/** A format that says more than names and values. */
export interface LineFormat {
  readonly name: string;
  /** Whether the first lines of a file are of it. */
  readonly isOf: (lines: readonly string[]) => boolean;
  readonly open: (observed: Observed) => LineReader;
}
