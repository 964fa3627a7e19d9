import { type Counted, none, one, together } from '../probe/counted.ts';
import type { Collected } from './vitals-script.ts';

/** Beyond this a task is long, milliseconds (W3C Long Tasks API). */
const LONG_MS = 50;

export const NOTHING_PAINTED = 'nothing was painted';

/** What the vitals are called here. */
const VITALS = [
  ['lcp', 'LCP', 'nothing was painted that counts as content'],
  ['cls', 'CLS', 'the browser reported no layout'],
  ['fcp', 'FCP', NOTHING_PAINTED],
  ['ttfb', 'TTFB', 'the browser reported no navigation'],
] as const;

/** The vitals of a load, and what kept its main thread. */
export function vitalMetrics({
  vitals,
  longTasks,
}: Pick<Collected, 'vitals' | 'longTasks'>): Counted {
  const found = VITALS.map(([metric, name, reason]) => {
    // A page that never shifts has no report of it, which is a shift of none.
    const value = vitals[name] ?? (name === 'CLS' && vitals.FCP !== undefined ? 0 : undefined);
    return value === undefined ? none(metric, reason) : one(metric, value);
  });
  return together(
    ...found,
    // It counts from the first paint on.
    vitals.FCP === undefined
      ? none('tbt', NOTHING_PAINTED)
      : one('tbt', totalBlockingTime(longTasks, vitals.FCP)),
    one('long_tasks', longTasks.length),
  );
}

/**
 * Time beyond 50 ms of each long task after the first paint, milliseconds: Total Blocking Time, up to
 * when the page came to rest, where Lighthouse takes its time to interactive.
 */
export function totalBlockingTime(longTasks: Collected['longTasks'], firstPaintMs: number): number {
  return longTasks.reduce((sum, [startMs, durationMs]) => {
    const endMs = startMs + durationMs;
    if (endMs <= firstPaintMs) return sum;
    const afterPaint = Math.min(durationMs, endMs - firstPaintMs);
    return sum + Math.max(0, afterPaint - LONG_MS);
  }, 0);
}
