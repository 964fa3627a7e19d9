import { median } from '../observations/median.ts';
import type { TimeGrid } from '../observations/request-table.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Days needed to separate a daily pattern from single events. */
const FEWEST_DAYS = 3;

/**
 * Values without what repeats every day: each is divided by the middle of its hour over all days, and
 * multiplied by the middle of all. The middle of three days or more does not follow what happened on
 * one of them. Values that are not all positive, and times of fewer days, are left as they are.
 *
 * @param intervals - Which interval of the grid each value is of.
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
