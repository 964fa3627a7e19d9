import type { Profile } from '../../harness/model/program/profile.ts';
import type { TimeInterval } from '../../harness/model/program/profiler.ts';
import { createProfileBuilder, NO_PARENT, type ProfileBuilder } from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import {
  attributeTimeToCallees,
  type ReadSourceLine,
  sumTicksByRow,
} from './attribute-time-to-callees.ts';
import {
  type CpuProfileColumns,
  type LineTicks,
  NO_NODE_ROW,
  ROOT_FUNCTION,
} from './cpu-profile-columns.ts';

const US_PER_MS = 1_000;

export interface CpuProfileParts {
  readonly columns: CpuProfileColumns;
  /** null: files of old have neither samples nor their times. Used up while it is read. */
  readonly timed: { readonly ids: Int32Array; readonly deltas: Float64Array } | null;
  /** Microseconds, by the machine's monotonic clock. */
  readonly startTime: number;
  readonly endTime: number;
}

export interface CpuProfileOptions extends SampleLimits {
  /** Source lines to attribute time to callees V8 misses; absent to keep V8's attribution. */
  readonly lineOf?: ReadSourceLine | undefined;
}

/** @throws BadProfile if nodes call each other in a cycle. */
export function convertV8CpuProfile(parts: CpuProfileParts, options: CpuProfileOptions): Profile {
  const { columns } = parts;
  const { lineOf, ...limits } = options;
  const seen = weigh(parts, limits);
  const { samples } = seen;
  const { weights, ticks } =
    lineOf === undefined
      ? { weights: seen.weights, ticks: columns.ticks }
      : attributeTimeToCallees(columns, seen.weights, lineOf);
  const builder = createProfileBuilder();
  const indexes = columns.functions.map(builder.functionOf);
  const placeOf = placeFinder(builder, columns, indexes);
  for (const [row, weight] of weights.entries()) {
    if (weight > 0 && columns.of[row] !== ROOT_FUNCTION) builder.add(placeOf(row), weight);
  }
  addLines(builder, { of: columns.of, ticks }, indexes, weights);
  return builder.build({ tool: 'v8-cpu', weight: 'time', threads: 1, samples });
}

function weigh(parts: CpuProfileParts, limits: SampleLimits): RowTimes {
  const { columns, timed, startTime, endTime } = parts;
  if (timed === null) return weighByHits(columns.hits, endTime - startTime);
  const { ids, deltas } = timed;
  for (let index = 0; index < ids.length; index += 1) {
    const row = columns.rowOf(ids[index] ?? 0);
    if (row === NO_NODE_ROW)
      throw new BadProfile(`a sample refers to node ${ids[index]}, which is missing`);
    ids[index] = row;
  }
  const samples = { rows: ids, deltas, startTime, endTime };
  const { functions, of } = columns;
  const isIdle = (row: number): boolean => functions[of[row] ?? ROOT_FUNCTION]?.owner === 'idle';
  return computeSampleTimes(samples, columns.of.length, limits, isIdle);
}

/** Divides the whole time equally among hits, for profiles without sample times. */
function weighByHits(hits: Float64Array, lengthUs: number): RowTimes {
  const samples = hits.reduce((sum, count) => sum + count, 0);
  const each = samples === 0 ? 0 : lengthUs / US_PER_MS / samples;
  return { weights: hits.map((count) => count * each), samples };
}

/** Returns a lookup of our node for V8's row: many rows can be one node, the root has none. */
function placeFinder(
  builder: ProfileBuilder,
  { parent, of }: CpuProfileColumns,
  indexes: readonly number[],
): (row: number) => number {
  const UNPLACED = -2;
  const places = new Int32Array(of.length).fill(UNPLACED);
  return (start) => {
    const path: number[] = [];
    let row = start;
    while (row !== NO_NODE_ROW && places[row] === UNPLACED) {
      path.push(row);
      if (path.length > of.length) throw new BadProfile('the call tree contains a cycle');
      row = parent[row] ?? NO_NODE_ROW;
    }
    let above = row === NO_NODE_ROW ? NO_PARENT : (places[row] ?? NO_PARENT);
    for (const pathRow of path.reverse()) {
      const index = of[pathRow] ?? ROOT_FUNCTION;
      if (index !== ROOT_FUNCTION) above = builder.node(above, indexes[index] ?? 0);
      places[pathRow] = above;
    }
    return above;
  };
}

/** Divides a node's time among its lines in proportion to their ticks. */
function addLines(
  builder: ProfileBuilder,
  { of, ticks }: { readonly of: Int32Array; readonly ticks: LineTicks },
  indexes: readonly number[],
  weights: Float64Array,
): void {
  const ofRow = sumTicksByRow(ticks, of.length);
  for (const [index, row] of ticks.row.entries()) {
    const weight = row === NO_NODE_ROW ? 0 : (weights[row] ?? 0);
    const functionIndex = of[row] ?? ROOT_FUNCTION;
    if (weight === 0 || functionIndex === ROOT_FUNCTION) continue;
    const share = (ticks.count[index] ?? 0) / (ofRow[row] ?? 1);
    builder.addLine(indexes[functionIndex] ?? 0, ticks.line[index] ?? 0, weight * share);
  }
}

/** Most sorting steps a sample, since V8 writes samples almost in order. */
const NEARLY_SORTED = 32;

interface TimedSamples {
  /** Row of each sample's node; below 0: none. */
  readonly rows: Int32Array;
  /** Microseconds from each sample to the previous sample, from the first to the start. */
  readonly deltas: Float64Array;
  /** Microseconds, by the machine's monotonic clock. */
  readonly startTime: number;
  readonly endTime: number;
}

interface SampleLimits {
  /** Counts only samples within this period. */
  readonly stretch?: TimeInterval | undefined;
  /**
   * Longest sample of a function, milliseconds: V8 takes no samples while the thread awaits a
   * processor, which is not the function's time. Absent: no limit.
   */
  readonly longestSampleMs?: number | undefined;
}

interface RowTimes {
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
