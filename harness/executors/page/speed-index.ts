/** How often each value of red, green and blue is in a picture: three times 256 counts. */
export type Histogram = readonly number[];

/** A picture of a load by what is in it. */
export interface SeenFrame {
  /** Milliseconds since navigation began. */
  readonly atMs: number;
  readonly histogram: Histogram;
}

/**
 * Speed Index: the time for which the page was not as it is in the end, weighed by how much of it was
 * missing (WebPageTest's definition). How much is there follows from the histograms of the pictures,
 * as speedline has it, which Lighthouse uses: what has changed from the blank page in the way of what
 * changes until the end. null where there is no picture of the load, or the last one is blank.
 */
export function speedIndex(frames: readonly SeenFrame[]): number | null {
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
function progress(current: Histogram, last: Histogram): number {
  const total = last.reduce((sum, count) => sum + count, 0);
  const reached = last.reduce((sum, count, value) => sum + Math.min(current[value] ?? 0, count), 0);
  return reached / total;
}
