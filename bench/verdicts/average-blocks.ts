/** As many as criterion takes samples in a process. */
const BLOCKS = 100;

/**
 * Returns the means of a hundred consecutive, nearly equal stretches of a series. Since all batches
 * have the same number of calls, each is the mean time of a call. A shorter series has fewer
 * stretches.
 */
export function averageBlocks(times: readonly number[]): readonly number[] {
  const count = Math.min(BLOCKS, times.length);
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * times.length) / count);
    const to = Math.floor(((index + 1) * times.length) / count);
    const sum = times.slice(from, to).reduce((total, time) => total + time, 0);
    // Seven digits are more than any clock has.
    return Number((sum / (to - from)).toPrecision(7));
  });
}
