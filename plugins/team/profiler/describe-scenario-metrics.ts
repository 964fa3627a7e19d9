import type { measure } from 'perf-harness/plugin';

type Run = measure.Report['runs'][number];

const BYTES_PER_MB = 1_000_000;
/** Growth of a server in bytes below which it may be due to warm-up. */
const LEAST_GROWTH = BYTES_PER_MB;
/** Share of an operation from which on the garbage collector is worth a word. */
const MUCH_COLLECTED = 0.05;

/** Speed and memory figures of scenarios, a sentence each (TPP-03, TPP-04). */
export function describeScenarioMetrics({ runs }: measure.Report): readonly string[] {
  return runs.flatMap((run) =>
    [...speedOf(run), ...memoryOf(run)].map((text) => `${run.scenario}: ${text}`),
  );
}

/** A program starts and ends; everything else is done again and again. */
function speedOf({ kind, metrics }: Run): readonly string[] {
  const { wall_time: time, throughput } = metrics;
  if (throughput !== undefined) return [`${number(throughput.center)} responses per second`];
  if (time === undefined || time.center <= 0) return [];
  return kind === 'command'
    ? [`${time.center.toFixed(1)} ms from start to end`]
    : [`${number(1000 / time.center)} operations per second`];
}

function memoryOf({ metrics }: Run): readonly string[] {
  const { memory_peak: peak, memory_growth: growth, heap_growth: left } = metrics;
  const { allocated, gc_time: collected, wall_time: time } = metrics;
  const collectedShare = collected === undefined ? 0 : collected.center / (time?.center || 1);
  return [
    ...(peak === undefined ? [] : [`${megabytes(peak.center)} peak memory`]),
    ...(allocated === undefined ? [] : [`${megabytes(allocated.center)} allocated per operation`]),
    ...(collectedShare < MUCH_COLLECTED
      ? []
      : [`${(100 * collectedShare).toFixed(1)} % of the time spent in garbage collection`]),
    ...(growth === undefined || growth.center < LEAST_GROWTH
      ? []
      : [
          `${megabytes(growth.center)} more memory in use at the end than at the start: possible leak`,
        ]),
    ...(left === undefined || left.center <= 0
      ? []
      : [`each operation leaks ${megabytes(left.center)} of memory`]),
  ];
}

function megabytes(bytes: number): string {
  return `${(bytes / BYTES_PER_MB).toPrecision(3)} MB`;
}

function number(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(2);
}
