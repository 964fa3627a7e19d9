/**
 * How many values from either end an interval for the median leaves out, so that each end errs with
 * at most `alpha`: the largest k with P(B ≤ k − 1) ≤ alpha, B binomial(n, ½) (Conover, Practical
 * Nonparametric Statistics, 3rd ed., 3.2). The ends are the k-th values; 0 where none is reached.
 */
export function signCut(n: number, alpha: number): number {
  // In logarithms: 0.5 ** n itself is 0 from 1,075 values on.
  let logTerm = -n * Math.LN2;
  let tail = Math.exp(logTerm);
  let cut = 0;
  while (tail <= alpha && cut < n / 2) {
    cut += 1;
    logTerm += Math.log((n - cut + 1) / cut);
    tail += Math.exp(logTerm);
  }
  return cut;
}

/** Two-sided exact probability that fair coins give a split as uneven as this one. */
export function signTest(first: number, second: number): number {
  const n = first + second;
  let logTerm = -n * Math.LN2;
  let tail = Math.exp(logTerm);
  for (let k = 1; k <= Math.min(first, second); k += 1) {
    logTerm += Math.log((n - k + 1) / k);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}
