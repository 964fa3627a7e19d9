import type { TimeCount } from './messages.ts';

/** Times of the single operations, binned to four digits, which the histogram cannot tell apart. */
export function countTimes(times: readonly number[]): readonly TimeCount[] {
  const counts = new Map<number, number>();
  for (const timeMs of times) {
    const picoseconds = Math.max(1, Math.round(Number((timeMs * 1e9).toPrecision(4))));
    counts.set(picoseconds, (counts.get(picoseconds) ?? 0) + 1);
  }
  return [...counts];
}
