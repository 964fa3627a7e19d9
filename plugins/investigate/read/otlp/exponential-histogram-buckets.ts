import { type JsonObject, toList, toNumber, toObject } from '../coerce-json.ts';
import type { HistogramBucket } from '../metrics/histogram-bucket-quantile.ts';

/** Scales that the data model of OpenTelemetry has ("ExponentialHistogram"). */
const SCALES = { min: -10, max: 20 };
/** Maximum number of buckets per side; exporters have 160. */
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
