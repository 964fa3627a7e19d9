/** Counts in buckets widening with time: small enough to send per slice, accurate for a chart. */

/** Buckets from one power of two to the next: a step of 1.1 %. */
const PER_OCTAVE = 64;
/** Shorter times share one bucket, milliseconds. */
const SHORTEST_MS = 0.001;

export type LogarithmicBuckets = readonly (readonly [bucket: number, count: number])[];

export function findBucket(timeMs: number): number {
  return Math.round(Math.log2(Math.max(timeMs, SHORTEST_MS)) * PER_OCTAVE);
}

/** Returns the midpoint of a bucket, milliseconds, within 0.6 % of any time in it. */
export function bucketMidpoint(bucket: number): number {
  return 2 ** (bucket / PER_OCTAVE);
}

/** Computes the quantile `share` of the times; null if there are none. */
export function computeBucketQuantile(buckets: LogarithmicBuckets, share: number): number | null {
  const total = countBucketTimes(buckets);
  if (total === 0) return null;
  const sorted = buckets.toSorted(([a], [b]) => a - b);
  let below = 0;
  for (const [bucket, count] of sorted) {
    below += count;
    if (below >= share * total) return bucketMidpoint(bucket);
  }
  return bucketMidpoint(sorted.at(-1)?.[0] ?? 0);
}

/** Counts the times, leaving out those below `fromMs`. */
export function countBucketTimes(buckets: LogarithmicBuckets, fromMs = 0): number {
  const from = fromMs <= 0 ? Number.NEGATIVE_INFINITY : findBucket(fromMs);
  return buckets.reduce((sum, [bucket, count]) => (bucket >= from ? sum + count : sum), 0);
}

/** Sums the times at the buckets' precision, ignoring times below `fromMs`. */
export function sumBucketTimes(buckets: LogarithmicBuckets, fromMs = 0): number {
  const from = fromMs <= 0 ? Number.NEGATIVE_INFINITY : findBucket(fromMs);
  return buckets.reduce(
    (sum, [bucket, count]) => (bucket >= from ? sum + count * bucketMidpoint(bucket) : sum),
    0,
  );
}
