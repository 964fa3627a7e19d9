import type { TimeInterval } from '../../harness/model/program/profiler.ts';

const US_PER_MS = 1_000;
/** Most sorting steps a sample, since V8 writes samples almost in order. */
const NEARLY_SORTED = 32;

/** Samples of a CPU profile: stack and time. */
export interface TimedSamples {
  /** Row of each sample's node; below 0: none. */
  readonly rows: Int32Array;
  /** Microseconds from each sample to the previous sample, from the first to the start. */
  readonly deltas: Float64Array;
  /** Microseconds, by the machine's monotonic clock. */
  readonly startTime: number;
  readonly endTime: number;
}

/** Limits on the samples that count. */
export interface SampleLimits {
  /** Counts only samples within this period. */
  readonly stretch?: TimeInterval | undefined;
  /**
   * Longest sample of a function, milliseconds: V8 takes no samples while the thread awaits a
   * processor, which is not the function's time. Absent: no limit.
   */
  readonly longestSampleMs?: number | undefined;
}

/** Milliseconds of each row, and the number of samples behind them. */
export interface RowTimes {
  readonly weights: Float64Array;
  readonly samples: number;
}

/**
 * Computes times: a sample lasts until the next, the last sample until the end, as in Chrome's
 * timeline. @param samples - Overwritten. @param isIdle - Rows whose samples have no limit.
 */
export function computeSampleTimes(
  samples: TimedSamples,
  count: number,
  { stretch, longestSampleMs = Number.POSITIVE_INFINITY }: SampleLimits,
  isIdle: (row: number) => boolean = () => false,
): RowTimes {
  const fromUs = (stretch?.fromMs ?? Number.NEGATIVE_INFINITY) * US_PER_MS;
  const toUs = (stretch?.toMs ?? Number.POSITIVE_INFINITY) * US_PER_MS;
  putInOrder(samples);
  const { rows, deltas: times, endTime } = samples;
  const weights = new Float64Array(count);
  let seen = 0;
  for (let index = 0; index < rows.length; index += 1) {
    const begin = Math.max(times[index] ?? 0, fromUs);
    const next = index + 1 < rows.length ? (times[index + 1] ?? 0) : endTime;
    const end = Math.min(next, toUs);
    if (end <= begin) continue;
    seen += 1;
    const row = rows[index] ?? -1;
    if (row < 0) continue;
    const ms = (end - begin) / US_PER_MS;
    const counted = ms > longestSampleMs && !isIdle(row) ? longestSampleMs : ms;
    weights[row] = (weights[row] ?? 0) + counted;
  }
  return { weights, samples: seen };
}

/** Converts deltas to times in place: there may be 100 million, and V8 writes some out of order. */
function putInOrder({ rows, deltas: times, startTime }: TimedSamples): void {
  let now = startTime;
  let steps = NEARLY_SORTED * times.length;
  for (let index = 0; index < times.length; index += 1) {
    now += times[index] ?? 0;
    const row = rows[index] ?? -1;
    let place = index;
    for (; place > 0 && steps > 0 && (times[place - 1] ?? 0) > now; place -= 1, steps -= 1) {
      times[place] = times[place - 1] ?? 0;
      rows[place] = rows[place - 1] ?? -1;
    }
    times[place] = now;
    rows[place] = row;
  }
  if (steps <= 0) sort(times, rows);
}

/** Samples in no order at all, which takes longer and more memory. */
function sort(times: Float64Array, rows: Int32Array): void {
  const order = new Uint32Array(times.length).map((_, index) => index);
  order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  times.set(Float64Array.from(order, (index) => times[index] ?? 0));
  rows.set(Int32Array.from(order, (index) => rows[index] ?? -1));
}
