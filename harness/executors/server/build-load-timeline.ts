import type { Timeline } from '../../model/server-measurements.ts';
import {
  bucketMidpoint,
  type ClientSlices,
  computeBucketQuantile,
  countBucketTimes,
} from '../latency/client-latency-histograms-by-time-slice.ts';
import type { ProbeReading } from '../probe/server-probe.ts';
import type { ProcessesSnapshot, ProcessObservations } from './sample-server-processes.ts';

/** Significant digits needed for a chart, since a record contains many such numbers. */
const DIGITS = 3;

type Row = readonly (number | null)[];

/** Returns observations of clients and server by client slice. @param probe - null: not Node.js. */
export function buildLoadTimeline(
  clients: ClientSlices,
  probe: ProbeReading | null,
  { moments }: ProcessObservations,
): Timeline {
  const { startMs, sliceMs, slices } = clients;
  const grid: TimeGrid = { startMs, sliceMs, count: slices.length };
  return {
    sliceMs,
    answers: slices.map((slice) => countBucketTimes(slice)),
    p95: rounded(slices.map((slice) => computeBucketQuantile(slice, 0.95))),
    max: rounded(slices.map(longestBucketTime)),
    ...(probe === null ? cpuFromOutside(grid, moments) : ofNode(grid, probe)),
    ...held(grid, moments),
  };
}

function ofNode(grid: TimeGrid, { slices, pools }: ProbeReading): Partial<Timeline> {
  const all = slices.flat();
  const [busiest = []] = slices;
  const pooled = {
    waiting: rounded(computeSlicePeaks(grid, all, ({ waiting }) => waiting)),
    inUse: rounded(computeSlicePeaks(grid, all, ({ inUse }) => inUse)),
  };
  return {
    delay: rounded(computeSlicePeaks(grid, all, ({ delayMs }) => delayMs)),
    utilization: rounded(computeSliceRates(grid, busiest, ({ activeMs }) => activeMs)),
    cpu: rounded(
      sumRows(
        grid,
        slices.map((own) => computeSliceRates(grid, own, ({ cpuMs }) => cpuMs)),
      ),
    ),
    gc: rounded(
      sumRows(
        grid,
        slices.map((own) => computeSliceRates(grid, own, ({ gcMs }) => gcMs)),
      ),
    ),
    ...(pools.length === 0 ? {} : pooled),
  };
}

type Step = TimeSpan & { readonly from: ProcessesSnapshot; readonly to: ProcessesSnapshot };

function stepsOf(moments: readonly ProcessesSnapshot[]): readonly Step[] {
  return moments.slice(1).flatMap((to, index): readonly Step[] => {
    const from = moments[index];
    if (from === undefined || to.atMs <= from.atMs) return [];
    return [{ startMs: from.atMs, endMs: to.atMs, from, to }];
  });
}

function cpuFromOutside(grid: TimeGrid, moments: readonly ProcessesSnapshot[]): Partial<Timeline> {
  if (moments.length === 0) return {};
  const steps = stepsOf(moments);
  return { cpu: rounded(computeSliceRates(grid, steps, ({ from, to }) => to.cpuMs - from.cpuMs)) };
}

function held(grid: TimeGrid, moments: readonly ProcessesSnapshot[]): Partial<Timeline> {
  if (moments.length === 0) return {};
  const steps = stepsOf(moments);
  const files = computeSlicePeaks(grid, steps, ({ to }) => to.files ?? -1);
  return {
    memory: rounded(computeSlicePeaks(grid, steps, ({ to }) => to.residentBytes)),
    ...(moments.some((moment) => moment.files === null) ? {} : { handles: rounded(files) }),
  };
}

function rounded(row: Row): Row {
  return row.map((value) => (value === null ? null : Number(value.toPrecision(DIGITS))));
}

/** Even slices of time, on the clock of all processes. */
interface TimeGrid {
  readonly startMs: number;
  readonly sliceMs: number;
  readonly count: number;
}

interface TimeSpan {
  readonly startMs: number;
  readonly endMs: number;
}

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
function longestBucketTime(buckets: readonly (readonly [bucket: number, count: number])[]) {
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
