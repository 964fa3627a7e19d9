import type { Observations } from '../observations/collected-log-observations.ts';
import type { LogSource } from './log-file-read-summary.ts';

/** File format; `Start` is the input for its detection. */
interface Format<Start, Reader> {
  readonly name: string;
  readonly isOf: (start: Start) => boolean;
  readonly open: (observed: Observations) => Reader;
}

/** Reader for lines of one format. */
export interface LineReader {
  /** false: the line is not of the format. */
  readonly read: (bytes: Buffer, start: number, end: number) => boolean;
  /** True if all moments stated their time zone. */
  readonly hasZone: boolean;
  /** Year assumed for timestamps without one; null or absent if none was assumed. */
  readonly assumedYear?: number | null;
  /** Called after the last line, for formats whose entries may span several lines. */
  readonly end?: () => void;
}

/** Format of lines with more structure than names and values; recognized by the first lines. */
export type LineFormat = Format<readonly string[], LineReader>;

/** Reader for JSON values of one format. */
export interface JsonReader {
  /** false: the value is not of the format. */
  readonly read: (value: unknown) => boolean;
  /** After the last value. */
  readonly end?: () => void;
}

/** A format whose values span lines or exceed a line's limit; recognized by the file's start. */
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
