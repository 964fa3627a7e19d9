import { numberType } from './number-type.ts';
import { percentageOf } from './percentage.ts';

/** A change that counts as none, as a ratio. */
export const MARGIN = numberType({
  parse: percentageOf,
  accepts: (ratio) => ratio >= 0 && ratio < 1,
  takes: 'a percentage from 0 to below 100, such as 2%',
  is: 'a ratio from 0 to below 1, 0.02 for 2 %',
  example: '0.02',
});
