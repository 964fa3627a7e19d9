import { median } from '../quantile.ts';

/** A rise from point to point, with its standard error for independent noise of deviation 1. */
export interface SlopeCandidate {
  readonly slope: number;
  readonly error: number;
}

/**
 * Slopes that a series may have beside its steps: medians of the rises over a half, a quarter and an eighth
 * of its length, as a single step hardly moves the last (Theil and Sen's idea on pairs of one
 * distance). Too short a series has none.
 */
export function slopeCandidates(values: Float64Array): SlopeCandidate[] {
  const n = values.length;
  if (n < SHORTEST) return [];
  return [n >> 1, n >> 2, n >> 3].map((distance) => {
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

/** The series without a drift, unmoved in its middle. */
export function withoutDrift(values: Float64Array, slope: number): Float64Array {
  const middle = (values.length - 1) / 2;
  return values.map((value, index) => value - slope * (index - middle));
}

/** Fewer points cannot tell a slope from a step. */
const SHORTEST = 8;
/** Standard error of a median of normal values, as a multiple of that of their mean. */
const MEDIAN_OF_NORMAL = 1.2533;
