import type { Timeline } from '../../model/server-side.ts';
import type { ClientSlices } from '../latency/client-slices.ts';
import { countIn, quantileOf } from '../latency/log-buckets.ts';
import type { ProbeReading } from '../probe/server-probe.ts';
import { addRows, type Grid, longestOf, peaksIn, ratesIn, type Span } from './resample.ts';
import type { ProcessesMoment, WatchedProcesses } from './watch-processes.ts';

/** Digits that a picture needs: a record holds many of these. */
const DIGITS = 3;

type Row = readonly (number | null)[];

/**
 * Returns the observations of clients and server, in the clients' time slices. @param probe - null:
 * not Node.js.
 */
export function timelineOf(
  clients: ClientSlices,
  probe: ProbeReading | null,
  { moments }: WatchedProcesses,
): Timeline {
  const { startMs, sliceMs, slices } = clients;
  const grid: Grid = { startMs, sliceMs, count: slices.length };
  return {
    sliceMs,
    answers: slices.map((slice) => countIn(slice)),
    p95: rounded(slices.map((slice) => quantileOf(slice, 0.95))),
    max: rounded(slices.map(longestOf)),
    ...(probe === null ? cpuFromOutside(grid, moments) : ofNode(grid, probe)),
    ...held(grid, moments),
  };
}

function ofNode(grid: Grid, { slices, pools }: ProbeReading): Partial<Timeline> {
  const all = slices.flat();
  const [busiest = []] = slices;
  const pooled = {
    waiting: rounded(peaksIn(grid, all, ({ waiting }) => waiting)),
    inUse: rounded(peaksIn(grid, all, ({ inUse }) => inUse)),
  };
  return {
    delay: rounded(peaksIn(grid, all, ({ delayMs }) => delayMs)),
    utilization: rounded(ratesIn(grid, busiest, ({ activeMs }) => activeMs)),
    cpu: rounded(
      addRows(
        grid,
        slices.map((own) => ratesIn(grid, own, ({ cpuMs }) => cpuMs)),
      ),
    ),
    gc: rounded(
      addRows(
        grid,
        slices.map((own) => ratesIn(grid, own, ({ gcMs }) => gcMs)),
      ),
    ),
    ...(pools.length === 0 ? {} : pooled),
  };
}

type Step = Span & { readonly from: ProcessesMoment; readonly to: ProcessesMoment };

/** From one moment to the next. */
function stepsOf(moments: readonly ProcessesMoment[]): readonly Step[] {
  return moments.slice(1).flatMap((to, index): readonly Step[] => {
    const from = moments[index];
    if (from === undefined || to.atMs <= from.atMs) return [];
    return [{ startMs: from.atMs, endMs: to.atMs, from, to }];
  });
}

function cpuFromOutside(grid: Grid, moments: readonly ProcessesMoment[]): Partial<Timeline> {
  if (moments.length === 0) return {};
  const steps = stepsOf(moments);
  return { cpu: rounded(ratesIn(grid, steps, ({ from, to }) => to.cpuMs - from.cpuMs)) };
}

function held(grid: Grid, moments: readonly ProcessesMoment[]): Partial<Timeline> {
  if (moments.length === 0) return {};
  const steps = stepsOf(moments);
  const files = peaksIn(grid, steps, ({ to }) => to.files ?? -1);
  return {
    memory: rounded(peaksIn(grid, steps, ({ to }) => to.residentBytes)),
    ...(moments.some((moment) => moment.files === null) ? {} : { handles: rounded(files) }),
  };
}

function rounded(row: Row): Row {
  return row.map((value) => (value === null ? null : Number(value.toPrecision(DIGITS))));
}
