import { median } from '../observations/median.ts';
import type { TimeGrid } from '../observations/requests-by-interval.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Days needed to separate a daily pattern from single events. */
const FEWEST_DAYS = 3;

/**
 * Removes the daily pattern: each value is divided by the median of its hour over all days, and
 * multiplied by the overall median. The median of three or more days is not affected by an event on
 * one of them. Values that are not all positive, and periods of fewer days, are returned unchanged.
 *
 * @param intervals - Interval of the grid for each value.
 */
export function removeDailyPattern(
  values: readonly number[],
  intervals: readonly number[],
  { start, widthMs, length }: TimeGrid,
): readonly number[] {
  if (length * widthMs < FEWEST_DAYS * DAY_MS || values.some((value) => value <= 0)) return values;
  const hourOf = (index: number): number =>
    Math.floor(((start + (intervals[index] ?? 0) * widthMs) % DAY_MS) / HOUR_MS);
  const byHour = Map.groupBy(values.keys(), hourOf);
  const middles = new Map(
    [...byHour].map(([hour, members]) => [
      hour,
      median(members.map((index) => values[index] ?? 0)) ?? 0,
    ]),
  );
  const middle = median(values) ?? 0;
  return values.map((value, index) => (value * middle) / (middles.get(hourOf(index)) ?? middle));
}
