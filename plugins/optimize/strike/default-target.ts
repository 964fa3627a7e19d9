/** Half of what is spent now. */
const HALF = 0.5;

/**
 * What is aimed at where nobody has said: half of the cost (D2). Of a rate that is twice of it, which
 * is the same time each; of a share of hits in percent, half of the misses.
 */
export function defaultTarget(baseline: number, better: 'lower' | 'higher', metric = ''): number {
  if (metric === 'cache_hit_rate') return 100 - (100 - baseline) * HALF;
  return better === 'lower' ? baseline * HALF : baseline / HALF;
}
