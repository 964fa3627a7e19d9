import { MOST_PAIRS } from '../../harness/model/scenario/measurement-limit-flags.ts';
import { durationType, wholeNumber } from '../../harness/model/value/number-option-types.ts';

/** Limit of each scenario and stage, milliseconds. */
export const MAX_TIME_TYPE = durationType('a duration per scenario, such as 60s');
/** Default of this limit. */
export const DEFAULT_MAX_TIME_MS = 300_000;

/** The first interim analysis of fresh pairs. */
const FEWEST_PAIRS = 8;
/** Pairs of a scenario and stage. */
export const MAX_PAIRS_TYPE = wholeNumber(
  `a whole number from ${FEWEST_PAIRS} to ${MOST_PAIRS}`,
  FEWEST_PAIRS,
  MOST_PAIRS,
);

/** Pairs of a bisection. */
export const BISECT_MAX_PAIRS_TYPE = wholeNumber('a positive whole number', 1);
/** Default of this limit. */
export const DEFAULT_BISECT_MAX_PAIRS = 400;

/** Minimum pairs to estimate a spread; with fewer, pairs are shown but not used to judge. */
export const MIN_CALIBRATION_PAIRS = 10;
/** Pairs of identical code that a calibration rests on. */
export const CALIBRATION_PAIRS_TYPE = wholeNumber(
  `a whole number of at least ${MIN_CALIBRATION_PAIRS}`,
  MIN_CALIBRATION_PAIRS,
);
