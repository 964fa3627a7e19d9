import type { FixWindow } from '../document/investigation-document.ts';
import type { TimeGrid } from '../observations/requests-by-interval.ts';

const MINUTE_MS = 60_000;
const WIDTH_MS = 5 * MINUTE_MS;

/** Period before a fix that is also read, to compare with the period after it. */
const LEAD_MS = 120 * MINUTE_MS;
/** Interval of a follow-up's grid that begins with the fix. */
export const FIX_INTERVAL = LEAD_MS / WIDTH_MS;

/** Periods after a fix: its immediate effect, its lasting effect, and late effects (INV-35). */
export const FIX_WINDOWS: readonly {
  readonly name: FixWindow['name'];
  /** Intervals of the grid. */
  readonly from: number;
  readonly until: number;
}[] = [
  { name: '0 to 30 min', from: FIX_INTERVAL, until: FIX_INTERVAL + 6 },
  { name: '30 min to 2 h', from: FIX_INTERVAL + 6, until: FIX_INTERVAL + 24 },
  { name: '2 to 24 h', from: FIX_INTERVAL + 24, until: FIX_INTERVAL + 288 },
];

/** From two hours before a fix to a day after it, cut so that the fix lies between two intervals. */
export function followUpGrid(after: number): TimeGrid {
  return { start: after - LEAD_MS, widthMs: WIDTH_MS, length: FIX_INTERVAL + 288 };
}

/** Converts a moment to a grid index; a moment within an interval belongs to the next. */
export function gridIndex({ start, widthMs, length }: TimeGrid, moment: number): number {
  return Math.min(length, Math.max(0, Math.ceil((moment - start) / widthMs)));
}
