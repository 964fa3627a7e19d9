import type { Observed } from '../observed/observed.ts';

/** Reads JSON values of one format. */
export interface JsonReader {
  /** false: the value is not of the format. */
  readonly read: (value: unknown) => boolean;
  /** After the last value. */
  readonly end?: () => void;
}

/** A format whose values go over lines, or are longer than lines may be. */
export interface JsonFormat {
  readonly name: string;
  /** Whether a file that begins so is of it. */
  readonly isOf: (start: string) => boolean;
  readonly open: (observed: Observed) => JsonReader;
}
