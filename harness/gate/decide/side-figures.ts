import type { Comparison } from '../../model/documents/document.ts';
import type { Nature } from '../../model/metric.ts';
import { median } from '../../stats/quantile.ts';
import type { PairedValues } from './metric-evidence.ts';

/**
 * What the two sides of a comparison are said to take, in the unit of the metric: the median of the
 * base, and for the head that median changed by the ratio which the pairs show.
 *
 * The head's own median would be at odds with the ratio. A machine changes its speed from pair to
 * pair, for both units of a pair alike. The ratio is free of that, the medians of the two sides are
 * not: they may come from different moments, so that a change of -0.4 % stands beside two medians
 * 9 % apart. Exact metrics have no such noise, and their ratio is that of the medians.
 */
export function sideFigures(
  { base, head }: Pick<PairedValues, 'base' | 'head'>,
  ratio: number | null,
  nature: Nature,
): Record<'base' | 'head', NonNullable<Comparison['base']>> {
  const middle = median(base);
  const isOwn = nature === 'exact' || ratio === null;
  return { base: middle, head: isOwn ? median(head) : middle * ratio };
}
