/** As many as criterion takes samples in a process. */
const BLOCKS = 100;

/**
 * Means of a hundred stretches of a series, in order and as equally long as can be: every batch has
 * the same number of calls, so each is the mean time of a call. Fewer where there is less to divide.
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
