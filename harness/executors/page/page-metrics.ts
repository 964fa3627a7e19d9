import type { MetricReadings } from '../metric-readings.ts';
import type { CollectedVitals } from './wait-until-page-idle.ts';

/** Beyond this a task is long, milliseconds (W3C Long Tasks API). */
const LONG_MS = 50;

export const NOTHING_PAINTED = 'nothing was painted';

export function computeWebVitals({
  vitals: { LCP, CLS, FCP, TTFB },
  longTasks,
}: Pick<CollectedVitals, 'vitals' | 'longTasks'>): MetricReadings {
  // A page without layout shifts reports no CLS, which means 0.
  const unshifted = FCP === undefined ? 'the browser reported no layout' : 0;
  return {
    lcp: LCP ?? 'no content was painted',
    cls: CLS ?? unshifted,
    fcp: FCP ?? NOTHING_PAINTED,
    ttfb: TTFB ?? 'the browser reported no navigation timing',
    // It counts from the first paint on.
    tbt: FCP === undefined ? NOTHING_PAINTED : computeTotalBlockingTime(longTasks, FCP),
    long_tasks: longTasks.length,
  };
}

/**
 * Sums the time beyond 50 ms of each long task after first paint, milliseconds: Total Blocking
 * Time, measured until the page is at rest where Lighthouse uses TTI.
 */
export function computeTotalBlockingTime(
  longTasks: CollectedVitals['longTasks'],
  firstPaintMs: number,
): number {
  return longTasks.reduce((sum, [startMs, durationMs]) => {
    const endMs = startMs + durationMs;
    if (endMs <= firstPaintMs) return sum;
    const afterPaint = Math.min(durationMs, endMs - firstPaintMs);
    return sum + Math.max(0, afterPaint - LONG_MS);
  }, 0);
}

/** Counts of each value of red, green and blue in a picture: three times 256 counts. */
export type ColorHistogram = readonly number[];

export interface FrameHistogram {
  readonly atMs: number;
  readonly histogram: ColorHistogram;
}

/**
 * Computes the Speed Index: the time for which the page differed from its final state, weighted by
 * the missing share (WebPageTest's definition). The share comes from the histograms of the
 * pictures, as in speedline, which Lighthouse uses: the change since the blank page, relative to
 * the change by the end. null where there is no picture of the load, or the last picture is blank.
 */
export function computeSpeedIndex(frames: readonly FrameHistogram[]): number | null {
  const last = frames.at(-1);
  if (last === undefined || last.histogram.every((count) => count === 0)) return null;
  let index = 0;
  let [sinceMs, missing] = [0, 1];
  for (const { atMs, histogram } of frames) {
    index += Math.max(0, atMs - sinceMs) * missing;
    missing = 1 - progress(histogram, last.histogram);
    sinceMs = Math.max(sinceMs, atMs);
  }
  return index;
}

/** Share of the way from a blank page to the last picture, which is not blank. */
function progress(current: ColorHistogram, last: ColorHistogram): number {
  const total = last.reduce((sum, count) => sum + count, 0);
  const reached = last.reduce((sum, count, value) => sum + Math.min(current[value] ?? 0, count), 0);
  return reached / total;
}
