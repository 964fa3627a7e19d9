import { readers } from 'perf-harness/plugin';
import type { Observations } from '../../observations/collected-log-observations.ts';
import type { LineFormat, LineReader } from '../log-format-reader-types.ts';
import { type MetricKind, MetricPoints } from './add-metric-points-as-series.ts';
import {
  addPrometheusSample,
  type PrometheusSeries,
  parsePrometheusSeries,
} from './prometheus-sample.ts';

const TYPE = /^# TYPE (\S+) (\w+)$/u;
/** Maximum number of families with a remembered type. */
const MOST_FAMILIES = 10_000;
/** Maximum number of series with cached labels; beyond it, the cache is cleared. */
const MOST_SERIES = 20_000;
const MIN_SHARE = 0.5;

/**
 * Prometheus text format and OpenMetrics, with timestamps: successive scrapes, or one series after
 * the other. Samples without a timestamp cannot be placed and are not read.
 */
export const PROMETHEUS_TEXT: LineFormat = {
  name: 'Prometheus text',
  isOf: (lines) => {
    const samples = lines.filter((line) => readers.parsePrometheusSample(line) !== null);
    const notes = lines.filter((line) => /^#(?: (?:HELP|TYPE|UNIT) | ?EOF$)/u.test(line)).length;
    const isTelling = notes > 0 || samples.some((line) => /^[\w:]+\{/u.test(line));
    return samples.length > 0 && isTelling && samples.length + notes > lines.length * MIN_SHARE;
  },
  open: (observed) => new PrometheusTextReader(observed),
};

class PrometheusTextReader implements LineReader {
  readonly #points: MetricPoints;
  readonly #series = new Map<string, PrometheusSeries>();
  readonly #types = new Map<string, string>();

  constructor({ series }: Pick<Observations, 'series'>) {
    this.#points = new MetricPoints(series);
  }

  read(line: string): boolean {
    if (line.startsWith('#')) {
      const [, family, type] = TYPE.exec(line) ?? [];
      if (family !== undefined && type !== undefined && this.#types.size < MOST_FAMILIES)
        this.#types.set(family, type);
      return true;
    }
    const { name, labels, value, time } = readers.parsePrometheusSample(line) ?? { time: null };
    if (time === null) return false;
    const series = this.#seriesOf(name, labels);
    addPrometheusSample(this.#points, series, time, value, this.#kindOf(name));
    return true;
  }

  end(): void {
    this.#points.end();
  }

  #seriesOf(name: string, labels: string): PrometheusSeries {
    const key = `${name}{${labels}`;
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const series = parsePrometheusSeries(
      name,
      Object.fromEntries(readers.parsePrometheusLabels(labels)),
    );
    if (this.#series.size >= MOST_SERIES) this.#series.clear();
    this.#series.set(key, series);
    return series;
  }

  /** OpenMetrics names the family of a counter without `_total`. Sums and counts of a histogram only rise. */
  #kindOf(name: string): MetricKind | null {
    const type = this.#types.get(name) ?? this.#types.get(name.replace(/_total$/u, ''));
    if (type !== undefined) return type === 'counter' ? 'counter' : 'gauge';
    const whole = this.#types.get(name.replace(/_(?:count|sum)$/u, ''));
    return whole === 'histogram' || whole === 'summary' ? 'counter' : null;
  }
}
