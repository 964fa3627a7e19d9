import type { LogSource } from './log-source.ts';

/** A file that is being read. */
export interface Reading {
  readonly write: (part: Uint8Array) => void;
  /** After the last part that could be had. */
  readonly end: () => void;
  readonly result: () => Pick<
    LogSource,
    'format' | 'lines' | 'unread' | 'examples' | 'hasZone' | 'assumedYear'
  > & {
    /** What its durations are read from; null: its format says it, or it has none. */
    readonly timedBy: string | null;
  };
}
