import { binomialBelow } from './binomial.ts';

/**
 * How many values from either end an interval for the median leaves out, so that each end errs with
 * at most `alpha`: the largest k with P(B ≤ k − 1) ≤ alpha, B binomial(n, ½) (Conover, Practical
 * Nonparametric Statistics, 3rd ed., 3.2). The ends are the k-th values; 0 where none is reached.
 */
export function signCut(n: number, alpha: number): number {
  const below = binomialBelow(n, 1 / 2);
  let cut = 0;
  while (cut < n / 2 && (below[cut + 1] ?? 1) <= alpha) cut += 1;
  return cut;
}

/** Two-sided exact probability that fair coins give a split as uneven as this one. */
export function signTest(first: number, second: number): number {
  const below = binomialBelow(first + second, 1 / 2);
  return Math.min(1, 2 * (below[Math.min(first, second) + 1] ?? 1));
}
