import { numberType } from './number-type.ts';

/** Seconds above 0: `300`, or `300 s`. */
export const SECONDS = numberType({
  parse: (word) => Number(word.trim().replace(/\s*s$/u, '') || Number.NaN),
  accepts: (seconds) => Number.isFinite(seconds) && seconds > 0,
  takes: 'a number of seconds above 0, such as 300',
  is: 'a number of seconds above 0',
  example: '300',
});
