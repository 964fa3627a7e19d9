import { assertNever } from '../../model/assert-never.ts';
import { quantile } from '../../stats/descriptive-statistics.ts';

/** Type of a k6 metric. */
export type K6SeriesType = 'counter' | 'gauge' | 'rate' | 'trend';

/** Values of one k6 metric, or of its points with certain tags. */
export interface Series {
  readonly type: K6SeriesType;
  readonly add: (value: number) => void;
  /** Points so far. */
  readonly count: () => number;
  /**
   * Aggregates all points, by k6's own names: `count` and `rate` of a counter, `value`, `min` and
   * `max` of a gauge, `rate` of a rate, `avg`, `min`, `med`, `max`, `count` and `p(95)` of a trend.
   * @param seconds - Length of the test, for the rate of a counter.
   * @returns null if there are no points, or the type has no such statistic.
   */
  readonly stat: (name: string, seconds: number) => number | null;
  /** Adds all points of a series of the same type; a gauge then has the other's last value. */
  readonly addAll: (other: Series) => void;
  /** All values of a trend, ascending; empty for other types. */
  readonly sorted: () => Float64Array;
}

export function createSeries(type: K6SeriesType): Series {
  switch (type) {
    case 'counter':
      return createCounter();
    case 'gauge':
      return createGauge();
    case 'rate':
      return createRate();
    case 'trend':
      return createTrend();
    default:
      return assertNever(type);
  }
}

const NO_VALUES = new Float64Array(0);

function createCounter(): Series {
  let [total, points] = [0, 0];
  return {
    type: 'counter',
    add: (value) => {
      total += value;
      points += 1;
    },
    addAll: (other) => {
      total += other.stat('count', 0) ?? 0;
      points += other.count();
    },
    count: () => points,
    stat: (name, seconds) => {
      if (name === 'count') return total;
      return name === 'rate' && seconds > 0 ? total / seconds : null;
    },
    sorted: () => NO_VALUES,
  };
}

function createGauge(): Series {
  let [last, min, max, points] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  return {
    type: 'gauge',
    add: (value) => {
      last = value;
      min = Math.min(min, value);
      max = Math.max(max, value);
      points += 1;
    },
    addAll: (other) => {
      last = other.stat('value', 0) ?? last;
      min = Math.min(min, other.stat('min', 0) ?? min);
      max = Math.max(max, other.stat('max', 0) ?? max);
      points += other.count();
    },
    count: () => points,
    stat: (name) => {
      const known: Readonly<Record<string, number>> = { value: last, min, max };
      return points === 0 ? null : (known[name] ?? null);
    },
    sorted: () => NO_VALUES,
  };
}

function createRate(): Series {
  let [passed, points] = [0, 0];
  return {
    type: 'rate',
    add: (value) => {
      if (value !== 0) passed += 1;
      points += 1;
    },
    addAll: (other) => {
      // The product is a whole number, so rounding restores it exactly.
      passed += Math.round((other.stat('rate', 0) ?? 0) * other.count());
      points += other.count();
    },
    count: () => points,
    stat: (name) => (name === 'rate' && points > 0 ? passed / points : null),
    sorted: () => NO_VALUES,
  };
}

const FIRST_SIZE = 1_024;

/** Stores every value, 8 bytes each: k6's percentiles are exact, and compared with ours. */
function createTrend(): Series {
  let values = new Float64Array(FIRST_SIZE);
  let [used, sum, isSorted] = [0, 0, true];
  const sorted = (): Float64Array => {
    const all = values.subarray(0, used);
    if (!isSorted) all.sort();
    isSorted = true;
    return all;
  };
  const makeRoom = (count: number): void => {
    if (count <= values.length) return;
    const larger = new Float64Array(Math.max(2 * values.length, count));
    larger.set(values);
    values = larger;
  };
  return {
    type: 'trend',
    addAll: (other) => {
      makeRoom(used + other.count());
      values.set(other.sorted(), used);
      used += other.count();
      sum += (other.stat('avg', 0) ?? 0) * other.count();
      isSorted = false;
    },
    add: (value) => {
      makeRoom(used + 1);
      values[used] = value;
      used += 1;
      sum += value;
      isSorted = false;
    },
    count: () => used,
    stat: (name) => {
      if (name === 'count') return used;
      if (used === 0) return null;
      if (name === 'avg') return sum / used;
      const percent = percentOf(name);
      // As k6 takes it (metrics/sink.go, TrendSink.P).
      return percent === null ? null : quantile(sorted(), percent / 100);
    },
    sorted,
  };
}

function percentOf(name: string): number | null {
  const fixed: Readonly<Record<string, number>> = { min: 0, med: 50, max: 100 };
  const given = /^p\((\d+(?:\.\d+)?)\)$/.exec(name)?.[1];
  const percent = given === undefined ? fixed[name] : Number(given);
  return percent === undefined || percent > 100 ? null : percent;
}
