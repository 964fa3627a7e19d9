import type { RequestCell } from '../observations/requests-by-interval.ts';
import { binomialCdf } from './find-recurring-outliers.ts';

type Cells = readonly (RequestCell | undefined)[];

/** Rate of investigations that may report random errors as a rise, for any series (Bonferroni). */
const FALSE_ALARMS = 0.01;

/**
 * Returns true where at least this many errors may occur by chance in some run of intervals,
 * wherever the run starts and ends.
 */
export function isChanceErrorCount(
  cells: Cells,
  { interval, end }: { readonly interval: number; readonly end: number },
  looked: number,
): boolean {
  const whole = sumOfErrors(cells);
  const within = sumOfErrors(cells.slice(interval, end));
  const outside = (whole.count - within.count) / Math.max(1, whole.count);
  const places = cells.filter((cell) => cell !== undefined).length ** 2;
  const chance = binomialCdf(whole.errors - within.errors, whole.errors, outside);
  return chance * places > FALSE_ALARMS / looked;
}

function sumOfErrors(cells: Cells): { readonly count: number; readonly errors: number } {
  return cells.reduce(
    (sum, cell) => ({
      count: sum.count + (cell?.count ?? 0),
      errors: sum.errors + (cell?.errors ?? 0),
    }),
    { count: 0, errors: 0 },
  );
}
