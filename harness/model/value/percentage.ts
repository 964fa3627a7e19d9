import { parseQuantity } from '../scenario/quantity.ts';

/** `2%`, or `2`, which is the same, as a ratio; NaN: it is none. */
export function percentageOf(word: string): number {
  return Number(parseQuantity(word.trim().endsWith('%') ? word : `${word} %`, 'ratio'));
}
