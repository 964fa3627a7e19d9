import { medianInterval } from './median-interval.ts';
import { median } from './quantile.ts';

/**
 * The median of head / base over pairs that were measured side by side, with its interval: what both
 * sides of a pair share, such as a busy machine, cancels out.
 * @param base - Above zero, as are those of the head; of the same length.
 */
export function pairedRatio(
  base: readonly number[],
  head: readonly number[],
  confidence: number,
): { readonly ratio: number; readonly low: number; readonly high: number } {
  const ratios = base.map((value, index) => (head[index] ?? Number.NaN) / value);
  const { low, high } = medianInterval(ratios, confidence);
  return { ratio: median(ratios), low, high };
}
