import { median } from '../stats/quantile.ts';
import type { Change } from './judge-change.ts';

/** Fewest units a side that show whether a number is always the same. */
export const EXACT_UNITS = 3;
/**
 * Fewest units a side that show a change. Of a number that takes one of two values by chance, all of one side
 * have the one and all of the other the other in 2 · 4⁻⁵, 0.2 %; of three units, in 3 %. What depends on the
 * order of two units instead is told by the order (decide/lack-of.ts).
 */
export const EXACT_CHANGE_UNITS = 5;
/**
 * Fewest units a side that show a change where a side disagrees with itself after all. All values of one
 * side lie above all of the other's by chance in 2 of C(14, 7) orders, 0.06 %; of three units, in 10 %.
 */
export const VARYING_UNITS = 7;

/** Whether either side has more than one value. */
export function isVarying(base: readonly number[], head: readonly number[]): boolean {
  return new Set(base).size > 1 || new Set(head).size > 1;
}

/**
 * A number without noise needs no test: any difference is one. The interval spans what the units of
 * the two sides say, so that it is a single ratio where each side agrees with itself.
 */
export function exactChange(base: readonly number[], head: readonly number[]): Change {
  const [baseLow, baseHigh] = range(base);
  const [headLow, headHigh] = range(head);
  const signs = [Math.sign(headLow - baseHigh), Math.sign(headHigh - baseLow)] as const;
  if (baseLow <= 0) return { ratio: null, low: null, high: null, signs };
  return {
    ratio: median(head) / median(base),
    low: headLow / baseHigh,
    high: headHigh / baseLow,
    signs,
  };
}

function range(sample: readonly number[]): readonly [low: number, high: number] {
  return [Math.min(...sample), Math.max(...sample)];
}
