import { gammaln } from 'simple-statistics';

/** Upper limit of critical values: far beyond those of any level with two degrees of freedom. */
const MAX_CRITICAL = 1e6;

/** Returns the probability that a t variable is above x: ½·I_{ν/(ν+x²)}(ν/2, ½) for x ≥ 0. */
export function tTail(x: number, degreesOfFreedom: number): number {
  const tail = incompleteBeta(
    degreesOfFreedom / (degreesOfFreedom + x * x),
    degreesOfFreedom / 2,
    1 / 2,
  );
  return x >= 0 ? tail / 2 : 1 - tail / 2;
}

/** Cache, since the interim analyses of a suite need only a few different values. */
const cachedCriticals = new Map<string, number>();

/** Returns the x that a t variable exceeds with probability `alpha` ≤ ½. */
export function tCritical(alpha: number, degreesOfFreedom: number): number {
  const key = `${alpha} ${degreesOfFreedom}`;
  const known = cachedCriticals.get(key);
  if (known !== undefined) return known;
  const critical = findCritical(alpha, degreesOfFreedom);
  cachedCriticals.set(key, critical);
  return critical;
}

/** Bisects down to neighbouring doubles. */
function findCritical(alpha: number, degreesOfFreedom: number): number {
  let low = 0;
  let high = MAX_CRITICAL;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (tTail(middle, degreesOfFreedom) > alpha) low = middle;
    else high = middle;
  }
}

/**
 * Returns the probability that the ratio of two estimates of the same variance is above x.
 * @param above - Degrees of freedom of the numerator. @param below - Of the denominator.
 */
export function varianceRatioTail(x: number, above: number, below: number): number {
  return incompleteBeta(below / (below + above * x), below / 2, above / 2);
}

/** Maximum number of terms of the continued fraction; ten times what a and b up to 10⁴ need. */
const MAX_TERMS = 10_000;
/** Lower bound that avoids division by zero. */
const TINY = 1e-300;

/**
 * Regularized incomplete beta function I_x(a, b), by its continued fraction (Abramowitz and Stegun,
 * Handbook of Mathematical Functions, 26.5.8, evaluated by Lentz's method); where that converges
 * slowly, by I_x(a, b) = 1 − I_{1−x}(b, a).
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const logFactor = a * Math.log(x) + b * Math.log1p(-x) + gammaln(a + b) - gammaln(a) - gammaln(b);
  let numerator = 1;
  let denominator = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = denominator;
  for (let m = 1; m <= MAX_TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    denominator = 1 / awayFromZero(1 + even * denominator);
    numerator = awayFromZero(1 + even / numerator);
    fraction *= denominator * numerator;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    denominator = 1 / awayFromZero(1 + odd * denominator);
    numerator = awayFromZero(1 + odd / numerator);
    const step = denominator * numerator;
    fraction *= step;
    if (Math.abs(step - 1) < Number.EPSILON) break;
  }
  return (Math.exp(logFactor) * fraction) / a;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
