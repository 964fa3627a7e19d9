import type { BisectEstimate } from '../model/documents/bisect-document.ts';

/**
 * What other ways would have taken: so many full decisions, each with the pairs and the time that
 * the decision between the two ends took here. Halving needs one for each doubling of the list; a
 * decision that says `unchanged` usually takes fewer pairs than one that confirms, and one that ends
 * wrong costs the whole search, which the estimate leaves out.
 */
export function otherWays(
  size: number,
  endPairs: number,
  endsMs: number,
): readonly BisectEstimate[] {
  if (size < 2 || endPairs === 0) return [];
  const estimate = (method: BisectEstimate['method'], decisions: number): BisectEstimate => ({
    method,
    pairs: decisions * endPairs,
    duration_ms: decisions * endsMs,
  });
  return [estimate('stepwise', Math.ceil(Math.log2(size))), estimate('every', size - 1)];
}
