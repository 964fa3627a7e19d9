import { numberType } from './number-type.ts';
import { percentageOf } from './percentage.ts';

/** Of verdicts, where nothing else is asked for. */
export const DEFAULT_CONFIDENCE = 0.95;

/** Below it is no confidence; above it no number of pairs that the looks allow is enough. */
const LOWEST = 0.5;
const HIGHEST = 0.999;

/** Confidence of verdicts: per cent, or a share below 1. */
export const CONFIDENCE = numberType({
  parse: (word) => {
    const share = /^0?\.\d+$/u.test(word.trim()) ? Number(word) : percentageOf(word);
    // 99.9 % comes out a little above 0.999.
    return Number(share.toPrecision(12));
  },
  accepts: (share) => share >= LOWEST && share <= HIGHEST,
  takes: 'a percentage from 50 to 99.9, such as 99%',
  is: `a share from ${LOWEST} to ${HIGHEST}`,
  example: '0.95',
});
