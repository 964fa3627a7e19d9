import { median } from '../quantile.ts';
import { centerOf } from './series-noise.ts';

/** A rise from point to point, with its standard error for independent noise of deviation 1. */
export interface SlopeCandidate {
  readonly slope: number;
  readonly error: number;
}

/**
 * Slopes that a series may have beside its steps: medians of the rises over a half and a quarter
 * of its length, as a single step hardly moves the last (Theil and Sen's idea on pairs of one
 * distance). Too short a series has none.
 */
export function slopeCandidates(values: Float64Array): SlopeCandidate[] {
  const n = values.length;
  if (n < SHORTEST) return [];
  return [n >> 1, n >> 2].map((distance) => {
    const pairs = n - distance;
    const rises = Array.from({ length: pairs }, (_, index) => {
      return ((values[index + distance] ?? 0) - (values[index] ?? 0)) / distance;
    });
    // Points in the middle of a quarter's distance cancel: only the two ends count.
    const independent = Math.min(pairs, distance);
    return {
      slope: median(rises),
      error:
        (MEDIAN_OF_NORMAL * Math.SQRT2 * Math.sqrt(independent / pairs)) /
        distance /
        Math.sqrt(pairs),
    };
  });
}

/**
 * The common slope within the levels between these bounds, by least squares with outliers cut off:
 * better than a candidate where there are steps as well. null where the levels are too short.
 */
export function slopeWithin(
  values: Float64Array,
  flat: Float64Array,
  slope: number,
  bounds: readonly number[],
): SlopeCandidate | null {
  let [products, squares] = [0, 0];
  for (let number = 1; number < bounds.length; number += 1) {
    const [from, to] = [bounds[number - 1] ?? 0, bounds[number] ?? 0];
    const center = centerOf(flat, from, to, 1);
    const middle = (from + to - 1) / 2;
    for (let index = from; index < to; index += 1) {
      const rest = Math.max(-FARTHEST, Math.min(FARTHEST, (flat[index] ?? 0) - center));
      products += (index - middle) * rest;
      squares += (index - middle) ** 2;
    }
  }
  if (values.length < SHORTEST || squares === 0) return null;
  return { slope: slope + products / squares, error: 1 / Math.sqrt(squares) };
}

/** Deviations from its level that a point counts for at most. */
const FARTHEST = 4;

/** The series without a drift, unmoved in its middle. */
export function withoutDrift(values: Float64Array, slope: number): Float64Array {
  const middle = (values.length - 1) / 2;
  return values.map((value, index) => value - slope * (index - middle));
}

/** Fewer points cannot tell a slope from a step. */
const SHORTEST = 8;
/** Standard error of a median of normal values, as a multiple of that of their mean. */
const MEDIAN_OF_NORMAL = 1.2533;
