import type { Observations } from '../observations/observations.ts';
import type { LogSource } from './log-source.ts';

/** A format that files are read in: `Start` is what it is recognised by. */
interface Format<Start, Reader> {
  readonly name: string;
  readonly isOf: (start: Start) => boolean;
  readonly open: (observed: Observations) => Reader;
}

/** Reads lines of one format. */
export interface LineReader {
  /** false: the line is not of the format. */
  readonly read: (bytes: Buffer, start: number, end: number) => boolean;
  /** True if all moments stated their time zone. */
  readonly hasZone: boolean;
  /** The year that was taken for that of moments which do not say one; null or nothing: none was. */
  readonly assumedYear?: number | null;
  /** After the last line, where one entry may go over several. */
  readonly end?: () => void;
}

/** A format of lines that says more than names and values; its first lines tell it. */
export type LineFormat = Format<readonly string[], LineReader>;

/** Reads JSON values of one format. */
export interface JsonReader {
  /** false: the value is not of the format. */
  readonly read: (value: unknown) => boolean;
  /** After the last value. */
  readonly end?: () => void;
}

/**
 * A format whose values span lines or exceed the limit of a line; recognized by the start of the
 * file.
 */
export type JsonFormat = Format<string, JsonReader>;

/** A file that is being read. */
export interface FileParser {
  readonly write: (part: Uint8Array) => void;
  /** After the last part that could be had. */
  readonly end: () => void;
  readonly result: () => Pick<
    LogSource,
    'format' | 'lines' | 'unread' | 'examples' | 'hasZone' | 'assumedYear'
  > & {
    /** Source of the durations; null: the format defines it, or there are none. */
    readonly timedBy: string | null;
  };
}
