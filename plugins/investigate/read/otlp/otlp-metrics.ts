import type { Observations } from '../../observations/collected-log-observations.ts';
import { type JsonObject, toList, toNumber, toObject, toText } from '../coerce-json.ts';
import { MetricPoints } from '../metrics/add-metric-points-as-series.ts';
import { exponentialBuckets } from './exponential-histogram-buckets.ts';
import {
  LOCATION_ATTRIBUTES,
  nanosecondsToMs,
  type OtlpAttributes,
  readAttributes,
} from './otlp-attributes.ts';

/** Metrics as series; names as Prometheus writes them, `db_client_connections_usage`. */
export class OtlpMetrics {
  readonly #points: MetricPoints;

  constructor({ series }: Pick<Observations, 'series'>) {
    this.#points = new MetricPoints(series);
  }

  take(metric: JsonObject, resource: OtlpAttributes): void {
    const { gauge, sum, histogram, exponentialHistogram } = metric;
    const name = toText(metric.name).replace(/[^\w:]+/gu, '_');
    if (name === '') return;
    for (const point of toList(toObject(gauge).dataPoints))
      this.#takeNumber(name, toObject(point), resource, 'level');
    const { isMonotonic, dataPoints } = toObject(sum);
    const isCount = isMonotonic === true;
    for (const point of toList(dataPoints))
      this.#takeNumber(
        name,
        toObject(point),
        resource,
        !isCount ? 'level' : isDelta(sum) ? 'rise' : 'count',
      );
    for (const point of toList(toObject(histogram).dataPoints))
      this.#takeHistogram(name, toObject(point), resource, isDelta(histogram));
    for (const point of toList(toObject(exponentialHistogram).dataPoints))
      this.#takeExponential(name, toObject(point), resource, isDelta(exponentialHistogram));
  }

  end(): void {
    this.#points.end();
  }

  /** @param kind - A level, an increase since the last point, or a count since program start. */
  #takeNumber(
    name: string,
    point: JsonObject,
    resource: OtlpAttributes,
    kind: 'level' | 'rise' | 'count',
  ): void {
    const at = nanosecondsToMs(point.timeUnixNano);
    const value = toNumber(point.asDouble ?? point.asInt);
    if (Number.isNaN(at) || Number.isNaN(value)) return;
    const labels = labelsOf(point, resource);
    if (kind !== 'rise') {
      this.#points.add(name, labels, at, value, kind === 'count' ? 'counter' : 'gauge');
      return;
    }
    const overMs = at - nanosecondsToMs(point.startTimeUnixNano);
    if (overMs > 0) this.#points.add(`rate(${name})`, labels, at, value / (overMs / 1000), 'gauge');
  }

  #takeHistogram(name: string, point: JsonObject, resource: OtlpAttributes, isRise: boolean): void {
    const at = nanosecondsToMs(point.timeUnixNano);
    const counts = toList(point.bucketCounts).map(toNumber);
    const edges = toList(point.explicitBounds).map(toNumber);
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
    const at = nanosecondsToMs(point.timeUnixNano);
    const buckets = exponentialBuckets(point);
    if (Number.isNaN(at) || buckets === null) return;
    const labels = labelsOf(point, resource);
    if (isRise) this.#points.addHistogram(name, labels, at, buckets);
    else this.#points.addGrowingHistogram(name, labels, at, buckets);
  }
}

function isDelta(value: unknown): boolean {
  const { aggregationTemporality: of } = toObject(value);
  return of === 1 || of === 'AGGREGATION_TEMPORALITY_DELTA';
}

function labelsOf(point: JsonObject, resource: OtlpAttributes): OtlpAttributes {
  const places = LOCATION_ATTRIBUTES.flatMap(([attribute, column]) => {
    const value = resource[attribute];
    return value === undefined ? [] : [[column, value] as const];
  });
  return { ...Object.fromEntries(places), ...readAttributes(point.attributes) };
}
