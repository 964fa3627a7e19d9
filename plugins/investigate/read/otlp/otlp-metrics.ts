import type { Observed } from '../../observed/observed.ts';
import { type JsonObject, listOf, numberOf, objectOf, textOf } from '../json-value.ts';
import { MetricPoints } from '../metrics/metric-points.ts';
import { exponentialBuckets } from './exponential-buckets.ts';
import { attributesOf, momentOf, type OtlpAttributes, PLACES } from './otlp-value.ts';

/** Metrics as series; names as Prometheus writes them, `db_client_connections_usage`. */
export class OtlpMetrics {
  readonly #points: MetricPoints;

  constructor({ series }: Pick<Observed, 'series'>) {
    this.#points = new MetricPoints(series);
  }

  take(metric: JsonObject, resource: OtlpAttributes): void {
    const { gauge, sum, histogram, exponentialHistogram } = metric;
    const name = textOf(metric.name).replace(/[^\w:]+/gu, '_');
    if (name === '') return;
    for (const point of listOf(objectOf(gauge).dataPoints))
      this.#takeNumber(name, objectOf(point), resource, 'level');
    const { isMonotonic, dataPoints } = objectOf(sum);
    const isCount = isMonotonic === true;
    for (const point of listOf(dataPoints))
      this.#takeNumber(
        name,
        objectOf(point),
        resource,
        !isCount ? 'level' : isDelta(sum) ? 'rise' : 'count',
      );
    for (const point of listOf(objectOf(histogram).dataPoints))
      this.#takeHistogram(name, objectOf(point), resource, isDelta(histogram));
    for (const point of listOf(objectOf(exponentialHistogram).dataPoints))
      this.#takeExponential(name, objectOf(point), resource, isDelta(exponentialHistogram));
  }

  end(): void {
    this.#points.end();
  }

  /** @param kind - As it stands, what it rose by since the point before, or a count since its program began. */
  #takeNumber(
    name: string,
    point: JsonObject,
    resource: OtlpAttributes,
    kind: 'level' | 'rise' | 'count',
  ): void {
    const at = momentOf(point.timeUnixNano);
    const value = numberOf(point.asDouble ?? point.asInt);
    if (Number.isNaN(at) || Number.isNaN(value)) return;
    const labels = labelsOf(point, resource);
    if (kind !== 'rise') {
      this.#points.add(name, labels, at, value, kind === 'count' ? 'counter' : 'gauge');
      return;
    }
    const overMs = at - momentOf(point.startTimeUnixNano);
    if (overMs > 0) this.#points.add(`rate(${name})`, labels, at, value / (overMs / 1000), 'gauge');
  }

  #takeHistogram(name: string, point: JsonObject, resource: OtlpAttributes, isRise: boolean): void {
    const at = momentOf(point.timeUnixNano);
    const counts = listOf(point.bucketCounts).map(numberOf);
    const edges = listOf(point.explicitBounds).map(numberOf);
    // The last bucket has no upper edge.
    if (Number.isNaN(at) || counts.length !== edges.length + 1 || edges.length === 0) return;
    const labels = labelsOf(point, resource);
    let sum = 0;
    const buckets = counts.map((count, index) => {
      sum += count;
      return { until: edges[index] ?? Number.POSITIVE_INFINITY, count: sum };
    });
    if (isRise) this.#points.addHistogram(name, labels, at, buckets);
    else
      for (const { until, count } of buckets)
        this.#points.addBucket(name, labels, at, until, count);
  }

  #takeExponential(
    name: string,
    point: JsonObject,
    resource: OtlpAttributes,
    isRise: boolean,
  ): void {
    const at = momentOf(point.timeUnixNano);
    const buckets = exponentialBuckets(point);
    if (Number.isNaN(at) || buckets === null) return;
    const labels = labelsOf(point, resource);
    if (isRise) this.#points.addHistogram(name, labels, at, buckets);
    else this.#points.addGrowingHistogram(name, labels, at, buckets);
  }
}

function isDelta(value: unknown): boolean {
  const { aggregationTemporality: of } = objectOf(value);
  return of === 1 || of === 'AGGREGATION_TEMPORALITY_DELTA';
}

function labelsOf(point: JsonObject, resource: OtlpAttributes): OtlpAttributes {
  const places = PLACES.flatMap(([attribute, column]) => {
    const value = resource[attribute];
    return value === undefined ? [] : [[column, value] as const];
  });
  return { ...Object.fromEntries(places), ...attributesOf(point.attributes) };
}
