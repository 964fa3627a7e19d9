/**
 * P(B < k) for k from 0 to n, B binomial(n, share). In logarithms: (1 − share) ** n itself is 0 for
 * large n, from 1,075 on where the share is a half.
 * @param share - Between 0 and 1.
 */
export function binomialBelow(n: number, share: number): Float64Array {
  const below = new Float64Array(n + 1);
  const odds = Math.log(share) - Math.log1p(-share);
  let logTerm = n * Math.log1p(-share);
  let sum = 0;
  for (let k = 1; k <= n; k += 1) {
    sum += Math.exp(logTerm);
    below[k] = Math.min(1, sum);
    logTerm += Math.log((n - k + 1) / k) + odds;
  }
  return below;
}
