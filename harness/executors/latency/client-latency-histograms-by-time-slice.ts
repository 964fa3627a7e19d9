export interface ClientSlices {
  /** On the monotonic clock that all processes of the machine share, milliseconds. */
  readonly startMs: number;
  /** Time when the last answer was complete, on the same clock. */
  readonly endMs: number;
  readonly sliceMs: number;
  /** Response times of the answers completed in each slice. */
  readonly slices: readonly LogarithmicBuckets[];
  readonly sumMs: number;
  readonly answers: number;
}

export const FIRST_SLICE_MS = 50;
/** Beyond this number pairs of slices are merged, so that a load of any length has 32 to 64. */
export const MAX_SLICES = 64;

/** Sorts answers into slices of a load of unknown length. */
export interface SliceRecorder {
  /** @param endMs - Time when the answer was complete, on the clock of `startMs`. */
  readonly add: (endMs: number, latencyMs: number) => void;
  readonly slices: () => ClientSlices;
}

export function recordSlices(startMs: number): SliceRecorder {
  let sliceMs = FIRST_SLICE_MS;
  let slices: Map<number, number>[] = [];
  let [sumMs, answers, lastMs] = [0, 0, startMs];

  const halve = (): void => {
    const merged: Map<number, number>[] = [];
    for (const [index, slice] of slices.entries()) {
      const into = merged[index >> 1];
      if (into === undefined) merged.push(slice);
      else for (const [bucket, count] of slice) increase(into, bucket, count);
    }
    slices = merged;
    sliceMs *= 2;
  };

  return {
    add: (endMs, latencyMs) => {
      const sinceMs = Math.max(0, endMs - startMs);
      while (sinceMs >= sliceMs * MAX_SLICES) halve();
      const index = Math.floor(sinceMs / sliceMs);
      while (slices.length <= index) slices.push(new Map());
      const slice = slices[index];
      if (slice !== undefined) increase(slice, findBucket(latencyMs), 1);
      lastMs = Math.max(lastMs, endMs);
      sumMs += latencyMs;
      answers += 1;
    },
    slices: () => ({
      startMs,
      endMs: lastMs,
      sliceMs,
      slices: slices.map((slice) => [...slice]),
      sumMs,
      answers,
    }),
  };
}

/** Merges slices of several generators into slices of the longest length; null if none. */
export function mergeSlices(all: readonly ClientSlices[]): ClientSlices | null {
  if (all.length === 0) return null;
  const startMs = Math.min(...all.map((client) => client.startMs));
  const sliceMs = Math.max(...all.map((client) => client.sliceMs));
  const merged: Map<number, number>[] = [];
  for (const client of all) {
    for (const [index, slice] of client.slices.entries()) {
      const middleMs = client.startMs + (index + 0.5) * client.sliceMs;
      const into = Math.floor((middleMs - startMs) / sliceMs);
      while (merged.length <= into) merged.push(new Map());
      for (const [bucket, count] of slice) increase(merged[into] ?? new Map(), bucket, count);
    }
  }
  return {
    startMs,
    endMs: Math.max(...all.map((client) => client.endMs)),
    sliceMs,
    slices: merged.map((slice) => [...slice]),
    sumMs: all.reduce((sum, client) => sum + client.sumMs, 0),
    answers: all.reduce((sum, client) => sum + client.answers, 0),
  };
}

function increase(slice: Map<number, number>, bucket: number, count: number): void {
  slice.set(bucket, (slice.get(bucket) ?? 0) + count);
}

/** Counts in buckets widening with time: small enough to send per slice, accurate for a chart. */

/** Buckets from one power of two to the next: a step of 1.1 %. */
const PER_OCTAVE = 64;
/** Shorter times share one bucket, milliseconds. */
const SHORTEST_MS = 0.001;

type LogarithmicBuckets = readonly (readonly [bucket: number, count: number])[];

function findBucket(timeMs: number): number {
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
