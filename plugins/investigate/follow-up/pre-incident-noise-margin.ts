import type { DataPart } from '../document/investigation-document.ts';
import { medianDeviation } from '../observations/median.ts';
import { SKETCH_ERROR } from '../observations/quantile-sketch.ts';

/** Half the least reported change (`LEAST_RATIO`, `LEAST_ERRORS`: find-degradation-onset.ts). */
const LEAST_MARGIN = 0.1;
const LEAST_ERRORS = 0.001;
/** Standard deviations a level may exceed the previous one by and still count as the same. */
const DEVIATIONS = 2;
/** Makes a median absolute deviation the standard deviation of a normal distribution. */
const MAD_TO_SIGMA = 1.4826;
/** Intervals from which their scatter is worth the name. */
const FEWEST_INTERVALS = 8;

/** Margin above the level before the incident within which a level counts as the same. */
export interface NoiseMargin {
  /** Relative to the 95th percentile. */
  readonly p95: number;
  /** Added to the error rate. */
  readonly errors: number;
}

/**
 * Computes the noise before the incident: twice the scatter of the logarithm of the 95th percentile
 * between intervals, by the median absolute deviation, which a few outliers do not affect; at least
 * a tenth, and at least the error of two sketches.
 */
export function computeNoiseMargin({ timeline, onset }: DataPart): NoiseMargin {
  const end = onset === null ? Number.POSITIVE_INFINITY : Date.parse(onset.low);
  const logs = timeline.flatMap(({ at, p95, low_n }) =>
    p95 === null || p95 <= 0 || low_n || Date.parse(at) >= end ? [] : [Math.log(p95)],
  );
  const sigma = logs.length < FEWEST_INTERVALS ? 0 : MAD_TO_SIGMA * medianDeviation(logs);
  return {
    p95: Math.max(LEAST_MARGIN, Math.expm1(DEVIATIONS * sigma), 2 * SKETCH_ERROR),
    errors: LEAST_ERRORS,
  };
}
