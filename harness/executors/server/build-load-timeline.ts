import type { Timeline } from '../../model/server-measurements.ts';
import type { ClientSlices } from '../latency/client-latency-histograms-by-time-slice.ts';
import { computeBucketQuantile, countBucketTimes } from '../latency/logarithmic-latency-buckets.ts';
import type { ProbeReading } from '../probe/server-probe.ts';
import {
  computeSlicePeaks,
  computeSliceRates,
  longestBucketTime,
  sumRows,
  type TimeGrid,
  type TimeSpan,
} from './resample-time-spans-into-equal-slices.ts';
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
