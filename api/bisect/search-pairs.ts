import { wholeNumber } from '../../harness/model/value/number-type.ts';

/** Pairs that a search may take. */
export const SEARCH_PAIRS = wholeNumber('a positive whole number', 1);
/** Default limit on the pairs of a search. */
export const MOST_SEARCH_PAIRS = 400;
