import { median } from '../stats/quantile.ts';
import type { Change } from './judge-change.ts';

/** Fewest units a side that show whether a number is always the same. */
export const EXACT_UNITS = 3;

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
