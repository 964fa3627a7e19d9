import { readers } from 'perf-harness/plugin';
import type { Observations } from '../../observations/collected-log-observations.ts';
import { toList, toNumber, toObject, toText } from '../coerce-json.ts';
import type { JsonFormat, JsonReader } from '../log-format-reader-types.ts';
import { MetricPoints } from './add-metric-points-as-series.ts';
import { addPrometheusSample, parsePrometheusSeries } from './prometheus-sample.ts';

/** Name for an expression without a name. */
const EXPRESSION = 'expression';

/** Response to a range or instant query of Prometheus and compatible systems. */
export const PROMETHEUS_RESPONSE: JsonFormat = {
  name: 'Prometheus query',
  isOf: (start) =>
    /^\s*\{/u.test(start) &&
    /"status"\s*:\s*"success"/u.test(start) &&
    /"resultType"\s*:\s*"(?:matrix|vector)"/u.test(start),
  open: (observed) => new PrometheusAnswerReader(observed),
};

/** Largest share of decreasing steps in a counter that is reset now and then. */
const MOST_RESETS = 0.05;

/** True if values act like a counter: no type is stated, and `thread_count` is no counter. */
function onlyRises(points: readonly { readonly value: number }[]): boolean {
  const falls = points.filter(({ value }, index) => value < (points[index - 1]?.value ?? value));
  return falls.length <= MOST_RESETS * points.length;
}

class PrometheusAnswerReader implements JsonReader {
  readonly #points: MetricPoints;

  constructor({ series }: Pick<Observations, 'series'>) {
    this.#points = new MetricPoints(series);
  }

  read(value: unknown): boolean {
    const { status, data } = toObject(value);
    if (status !== 'success') return false;
    for (const result of toList(toObject(data).result)) {
      const { metric, values, value: single } = toObject(result);
      const labels: Record<string, string> = Object.create(null);
      let name = EXPRESSION;
      for (const [label, text] of Object.entries(toObject(metric))) {
        if (label === '__name__') name = toText(text);
        else labels[label] = toText(text);
      }
      const series = parsePrometheusSeries(name, labels);
      const points = [...toList(values), ...(single === undefined ? [] : [single])].map((point) => {
        const [at, number] = toList(point);
        return {
          at: toNumber(at),
          value: readers.parsePrometheusNumber(toText(number)) ?? Number.NaN,
        };
      });
      const kind = /_(?:count|sum)$/u.test(name) && onlyRises(points) ? 'counter' : null;
      for (const { at, value } of points)
        addPrometheusSample(this.#points, series, at, value, kind);
    }
    return true;
  }

  end(): void {
    this.#points.end();
  }
}
