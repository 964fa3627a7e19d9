import { assertNever } from '../../model/assert-never.ts';
import { quantile } from '../../stats/descriptive-statistics.ts';

export type K6SeriesType = 'counter' | 'gauge' | 'rate' | 'trend';

const FIRST_SIZE = 1_024;

/**
 * Values of one k6 metric, or of its points with certain tags. Its functions are fields, so that
 * callers may pass them on.
 */
export class Series {
  readonly type: K6SeriesType;
  #points = 0;
  /** Sum of the values; of a rate, number of those that are not zero. */
  #sum = 0;
  #last = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  /** Every value of a trend, 8 bytes each: k6's percentiles are exact, and compared with ours. */
  #values = new Float64Array(0);
  #isSorted = true;

  constructor(type: K6SeriesType) {
    this.type = type;
  }

  readonly add = (value: number): void => {
    switch (this.type) {
      case 'counter':
        this.#sum += value;
        break;
      case 'gauge':
        this.#last = value;
        this.#min = Math.min(this.#min, value);
        this.#max = Math.max(this.#max, value);
        break;
      case 'rate':
        if (value !== 0) this.#sum += 1;
        break;
      case 'trend':
        this.#makeRoom(this.#points + 1);
        this.#values[this.#points] = value;
        this.#sum += value;
        this.#isSorted = false;
        break;
      default:
        assertNever(this.type);
    }
    this.#points += 1;
  };

  /** Adds all points of a series of the same type; a gauge then has the other's last value. */
  readonly addAll = (other: Series): void => {
    if (this.type === 'trend') {
      this.#makeRoom(this.#points + other.#points);
      this.#values.set(other.#values.subarray(0, other.#points), this.#points);
      this.#isSorted = false;
    }
    if (other.#points > 0) this.#last = other.#last;
    this.#sum += other.#sum;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
    this.#points += other.#points;
  };

  readonly count = (): number => this.#points;

  /**
   * Aggregates all points, by k6's own names: `count` and `rate` of a counter, `value`, `min` and
   * `max` of a gauge, `rate` of a rate, `avg`, `min`, `med`, `max`, `count` and `p(95)` of a trend.
   * @param seconds - Length of the test, for the rate of a counter.
   * @returns null if there are no points, or the type has no such statistic.
   */
  readonly stat = (name: string, seconds: number): number | null => {
    const [sum, points] = [this.#sum, this.#points];
    switch (this.type) {
      case 'counter':
        if (name === 'count') return sum;
        return name === 'rate' && seconds > 0 ? sum / seconds : null;
      case 'gauge': {
        const known = { value: this.#last, min: this.#min, max: this.#max };
        return points === 0 ? null : ((known as Readonly<Record<string, number>>)[name] ?? null);
      }
      case 'rate':
        return name === 'rate' && points > 0 ? sum / points : null;
      case 'trend': {
        if (name === 'count') return points;
        if (points === 0) return null;
        if (name === 'avg') return sum / points;
        const percent = percentOf(name);
        // As k6 takes it (metrics/sink.go, TrendSink.P).
        return percent === null ? null : quantile(this.sorted(), percent / 100);
      }
      default:
        return assertNever(this.type);
    }
  };

  /** All values of a trend, ascending; empty for other types. */
  readonly sorted = (): Float64Array => {
    const all = this.#values.subarray(0, this.#points);
    if (!this.#isSorted) all.sort();
    this.#isSorted = true;
    return all;
  };

  #makeRoom(count: number): void {
    if (count <= this.#values.length) return;
    const larger = new Float64Array(Math.max(2 * this.#values.length, count, FIRST_SIZE));
    larger.set(this.#values);
    this.#values = larger;
  }
}

export function createSeries(type: K6SeriesType): Series {
  return new Series(type);
}

function percentOf(name: string): number | null {
  const fixed: Readonly<Record<string, number>> = { min: 0, med: 50, max: 100 };
  const given = /^p\((\d+(?:\.\d+)?)\)$/.exec(name)?.[1];
  const percent = given === undefined ? fixed[name] : Number(given);
  return percent === undefined || percent > 100 ? null : percent;
}
