import { bucketMidpoint } from '../latency/logarithmic-latency-buckets.ts';

/** Even slices of time, on the clock of all processes. */
export interface TimeGrid {
  readonly startMs: number;
  readonly sliceMs: number;
  readonly count: number;
}

export interface TimeSpan {
  readonly startMs: number;
  readonly endMs: number;
}

type Row = readonly (number | null)[];

/** Computes each slice's amount per ms from spans' amounts; null for slices without a span. */
export function computeSliceRates<One extends TimeSpan>(
  grid: TimeGrid,
  spans: readonly One[],
  amount: (span: One) => number,
): Row {
  return each(grid, spans, (parts) => {
    const covered = parts.reduce((sum, { sharedMs }) => sum + sharedMs, 0);
    const total = parts.reduce(
      (sum, { span, sharedMs }) => sum + (amount(span) * sharedMs) / (span.endMs - span.startMs),
      0,
    );
    return covered === 0 ? null : total / covered;
  });
}

/** Returns the largest value of spans overlapping each slice; null for slices without a span. */
export function computeSlicePeaks<One extends TimeSpan>(
  grid: TimeGrid,
  spans: readonly One[],
  value: (span: One) => number,
): Row {
  return each(grid, spans, (parts) =>
    parts.length === 0 ? null : Math.max(...parts.map(({ span }) => value(span))),
  );
}

/** Sums rows slice by slice; null where all rows are null. */
export function sumRows(grid: TimeGrid, rows: readonly Row[]): Row {
  return Array.from({ length: grid.count }, (_, index) => {
    const known = rows.flatMap((row) => row[index] ?? []);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
  });
}

/** Returns the longest time of a slice at the buckets' precision; null if it is empty. */
export function longestBucketTime(buckets: readonly (readonly [bucket: number, count: number])[]) {
  return buckets.length === 0
    ? null
    : bucketMidpoint(Math.max(...buckets.map(([bucket]) => bucket)));
}

interface Part<One> {
  readonly span: One;
  readonly sharedMs: number;
}

function each<One extends TimeSpan>(
  { startMs, sliceMs, count }: TimeGrid,
  spans: readonly One[],
  summed: (parts: readonly Part<One>[]) => number | null,
): Row {
  return Array.from({ length: count }, (_, index) => {
    const from = startMs + index * sliceMs;
    const parts = spans.flatMap((span): readonly Part<One>[] => {
      const sharedMs = Math.min(span.endMs, from + sliceMs) - Math.max(span.startMs, from);
      return sharedMs > 0 ? [{ span, sharedMs }] : [];
    });
    return summed(parts);
  });
}
