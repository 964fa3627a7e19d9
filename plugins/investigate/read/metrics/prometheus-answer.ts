import type { Observed } from '../../observed/observed.ts';
import type { JsonFormat, JsonReader } from '../json-format.ts';
import { listOf, numberOf, objectOf, textOf } from '../json-value.ts';
import { MetricPoints } from './metric-points.ts';
import { prometheusSeries, sampleValue, takeSample } from './prometheus-sample.ts';

/** What an expression without a name is called. */
const EXPRESSION = 'expression';

/** The answer to a range query, or to an instant one, of Prometheus and what speaks like it. */
export const PROMETHEUS_ANSWER: JsonFormat = {
  name: 'Prometheus query',
  isOf: (start) =>
    /^\s*\{/u.test(start) &&
    /"status"\s*:\s*"success"/u.test(start) &&
    /"resultType"\s*:\s*"(?:matrix|vector)"/u.test(start),
  open: (observed) => new PrometheusAnswerReader(observed),
};

class PrometheusAnswerReader implements JsonReader {
  readonly #points: MetricPoints;

  constructor({ series }: Pick<Observed, 'series'>) {
    this.#points = new MetricPoints(series);
  }

  read(value: unknown): boolean {
    const { status, data } = objectOf(value);
    if (status !== 'success') return false;
    for (const one of listOf(objectOf(data).result)) {
      const { metric, values, value: single } = objectOf(one);
      const labels: Record<string, string> = Object.create(null);
      let name = EXPRESSION;
      for (const [label, text] of Object.entries(objectOf(metric))) {
        if (label === '__name__') name = textOf(text);
        else labels[label] = textOf(text);
      }
      const series = prometheusSeries(name, labels);
      for (const point of [...listOf(values), ...(single === undefined ? [] : [single])]) {
        const [at, number] = listOf(point);
        takeSample(this.#points, series, numberOf(at), sampleValue(textOf(number)), null);
      }
    }
    return true;
  }

  end(): void {
    this.#points.end();
  }
}
