import { ascending } from '../../harness/stats/order-statistics.ts';
import type { Random } from '../../harness/stats/seeded-random.ts';
import { signedRankTail } from '../../harness/stats/signed-rank-test.ts';
import { walshCount } from '../../harness/stats/walsh-averages.ts';

/** Terms of the alternating sum; further terms are below 1e-16. */
const TERMS = 100;

/**
 * Returns the probability that the exact signed-rank statistic is below its value for these
 * differences, plus a random fraction of the probability of that value. Under equality it is
 * uniform on [0, 1], although the statistic is discrete.
 */
export function randomisedSignedRankP(differences: readonly number[], random: Random): number {
  const n = differences.length;
  // Equal magnitudes are rare among measured ratios; ties are broken at random.
  const order = random
    .shuffle([...differences])
    .sort((difference, other) => Math.abs(difference) - Math.abs(other));
  const sum = order.reduce((total, value, index) => {
    const isPositive = value > 0 || (value === 0 && random.next() < 0.5);
    return isPositive ? total + index + 1 : total;
  }, 0);
  const below = signedRankTail(n, sum - 1);
  const upTo = sum >= walshCount(n) ? 1 : signedRankTail(n, sum);
  return below + random.next() * (upTo - below);
}

/**
 * Kolmogorov-Smirnov test of the uniform distribution: the largest distance between the sample's
 * distribution and the diagonal, with its p-value by Kolmogorov's limit with Stephens' correction for
 * small samples (Stephens, "Use of the Kolmogorov-Smirnov … Statistics", JRSS B 32, 1970).
 */
export function testUniformity(places: readonly number[]): {
  readonly distance: number;
  readonly pValue: number;
} {
  const n = places.length;
  const distance = ascending(places).reduce(
    (most, place, index) => Math.max(most, place - index / n, (index + 1) / n - place),
    0,
  );
  const scaled = (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * distance;
  return { distance, pValue: kolmogorovTail(scaled) };
}

/** P(K > x) = 2·Σ (−1)^(k−1)·exp(−2k²x²). */
export function kolmogorovTail(x: number): number {
  if (x < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= TERMS; k += 1) sum += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * x * x);
  return Math.min(1, Math.max(0, 2 * sum));
}
