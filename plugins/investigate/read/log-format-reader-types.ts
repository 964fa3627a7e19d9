import type { ClockJump } from '../observations/clock-jump-detector.ts';
import type { Observations } from '../observations/collected-log-observations.ts';
import type { LogClock } from './parse-log-timestamp.ts';

/** Reader for lines or values of one format. */
interface FormatReader<Item> {
  /** false: the item is not of the format. */
  readonly read: (item: Item) => boolean;
  /** Called after the last item, for formats whose entries may span several. */
  readonly end?: () => void;
}

export type LineReader = FormatReader<string>;
type JsonReader = FormatReader<unknown>;

/** Format of lines with more structure than names and values; recognized by the first lines. */
export interface LineFormat {
  readonly name: string;
  readonly isOf: (lines: readonly string[]) => boolean;
  readonly open: (observed: Observations, clock: LogClock) => LineReader;
}

/** A format whose values span lines or exceed a line's limit; recognized by the file's start. */
export interface JsonFormat {
  readonly name: string;
  readonly isOf: (start: string) => boolean;
  readonly open: (observed: Observations) => JsonReader;
}

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
