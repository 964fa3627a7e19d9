import { wholeNumber } from '../../harness/model/value/number-option-types.ts';

/** Minimum pairs to estimate a spread; with fewer, pairs are shown but not used to judge. */
export const MIN_CALIBRATION_PAIRS = 10;

/** Pairs of identical code that a calibration rests on. */
export const CALIBRATION_PAIRS_TYPE = wholeNumber(
  `a whole number of at least ${MIN_CALIBRATION_PAIRS}`,
  MIN_CALIBRATION_PAIRS,
);
