import { type JsonObject, toList, toNumber, toObject, toText } from '../coerce-json.ts';
import type { HistogramBucket, MetricPoints } from '../metrics/add-metric-points-as-series.ts';
import {
  LOCATION_ATTRIBUTES,
  nanosecondsToMs,
  type OtlpAttributes,
  readAttributes,
} from './otlp-attributes.ts';

/** Adds a metric as series; names as Prometheus writes them, `db_client_connections_usage`. */
export function addOtlpMetric(
  points: MetricPoints,
  metric: JsonObject,
  resource: OtlpAttributes,
): void {
  const name = toText(metric.name).replace(/[^\w:]+/gu, '_');
  if (name === '') return;
  for (const key of ['gauge', 'sum', 'histogram', 'exponentialHistogram'] as const) {
    const { dataPoints, isMonotonic, aggregationTemporality: of } = toObject(metric[key]);
    const isDelta = of === 1 || of === 'AGGREGATION_TEMPORALITY_DELTA';
    for (const point of toList(dataPoints).map(toObject)) {
      const at = nanosecondsToMs(point.timeUnixNano);
      if (Number.isNaN(at)) continue;
      const labels = labelsOf(point, resource);
      if (key === 'gauge' || key === 'sum')
        addNumber(points, point, { name, labels, at, isDelta, isCount: isMonotonic === true });
      else if (key === 'histogram') addHistogram(points, point, { name, labels, at, isDelta });
      else {
        const buckets = exponentialBuckets(point);
        if (buckets === null) continue;
        if (isDelta) points.addHistogram(name, labels, at, buckets);
        else points.addGrowingHistogram(name, labels, at, buckets);
      }
    }
  }
}

interface PointOrigin {
  readonly name: string;
  readonly labels: OtlpAttributes;
  readonly at: number;
  /** True for an increase since the last point, instead of the total since program start. */
  readonly isDelta: boolean;
}

function addNumber(
  points: MetricPoints,
  point: JsonObject,
  { name, labels, at, isDelta, isCount }: PointOrigin & { readonly isCount: boolean },
): void {
  const value = toNumber(point.asDouble ?? point.asInt);
  if (Number.isNaN(value)) return;
  if (!isCount || !isDelta) {
    points.add(name, labels, at, value, isCount ? 'counter' : 'gauge');
    return;
  }
  const overMs = at - nanosecondsToMs(point.startTimeUnixNano);
  if (overMs > 0) points.add(`rate(${name})`, labels, at, value / (overMs / 1000), 'gauge');
}

function addHistogram(
  points: MetricPoints,
  point: JsonObject,
  { name, labels, at, isDelta }: PointOrigin,
): void {
  const counts = toList(point.bucketCounts).map(toNumber);
  const edges = toList(point.explicitBounds).map(toNumber);
  // The last bucket has no upper edge.
  if (counts.length !== edges.length + 1 || edges.length === 0) return;
  let sum = 0;
  const buckets = counts.map((count, index) => {
    sum += count;
    return { until: edges[index] ?? Number.POSITIVE_INFINITY, count: sum };
  });
  if (isDelta) points.addHistogram(name, labels, at, buckets);
  else for (const { until, count } of buckets) points.addBucket(name, labels, at, until, count);
}

function labelsOf(point: JsonObject, resource: OtlpAttributes): OtlpAttributes {
  const places = LOCATION_ATTRIBUTES.flatMap(([attribute, column]) => {
    const value = resource[attribute];
    return value === undefined ? [] : [[column, value] as const];
  });
  return { ...Object.fromEntries(places), ...readAttributes(point.attributes) };
}

/** Scales that the data model of OpenTelemetry has ("ExponentialHistogram"). */
const SCALES = { min: -10, max: 20 };
const MOST_BUCKETS = 20_000;

/** A count of values above the bucket before, and up to an edge. */
type Step = HistogramBucket;

/**
 * Converts a point of an exponential histogram to cumulative buckets by upper bound. Bucket i of
 * the positive side has the values above base^i and up to base^(i+1), where base is 2^(2^-scale);
 * the negative side mirrors it, with zeros in between. Bounds between two empty buckets are left
 * out.
 *
 * @returns null where it is incomplete.
 */
export function exponentialBuckets(point: JsonObject): readonly HistogramBucket[] | null {
  const scale = toNumber(point.scale ?? 0);
  const zeros = toNumber(point.zeroCount ?? 0);
  const threshold = toNumber(point.zeroThreshold ?? 0);
  const [positive, negative] = [sideOf(point.positive), sideOf(point.negative)];
  const isKnown = Number.isInteger(scale) && scale >= SCALES.min && scale <= SCALES.max;
  if (!isKnown || positive === null || negative === null) return null;
  if (!(zeros >= 0 && threshold >= 0)) return null;
  // The same index at half the scale is the same number to the last bit, so that points of several scales compare.
  const edge = (index: number): number => 2 ** (index * 2 ** -scale);
  const { offset: from, counts: downwards } = negative;
  const steps: readonly Step[] = [
    { until: -edge(from + downwards.length), count: 0 },
    ...downwards.map((count, index) => ({ until: -edge(from + index), count })).reverse(),
    { until: threshold, count: zeros },
    { until: Math.max(threshold, edge(positive.offset)), count: 0 },
    ...positive.counts.map((count, index) => ({
      until: edge(positive.offset + index + 1),
      count,
    })),
  ];
  return countedUp(steps);
}

/** Reads one side; null if its counts are invalid. */
function sideOf(
  value: unknown,
): { readonly offset: number; readonly counts: readonly number[] } | null {
  const { offset = 0, bucketCounts } = toObject(value);
  const counts = toList(bucketCounts).map(toNumber);
  const place = toNumber(offset);
  const isWhole = Number.isInteger(place) && counts.every((count) => count >= 0);
  return isWhole && counts.length <= MOST_BUCKETS ? { offset: place, counts } : null;
}

function countedUp(steps: readonly Step[]): readonly HistogramBucket[] {
  let sum = 0;
  return steps.flatMap(({ until, count }, index) => {
    sum += count;
    const next = steps[index + 1]?.count ?? 0;
    return count === 0 && next === 0 ? [] : [{ until, count: sum }];
  });
}
