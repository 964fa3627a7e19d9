import { wholeNumber } from '../../harness/model/value/number-option-types.ts';

/** Type of the limit on the pairs of a search. */
export const BISECT_MAX_PAIRS_TYPE = wholeNumber('a positive whole number', 1);
/** Default limit on the pairs of a search. */
export const DEFAULT_BISECT_MAX_PAIRS = 400;
