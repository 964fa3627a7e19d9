/** Number of standard deviations beyond which a tail is below 1e-15, the last digit of a double. */
const MAX_DEVIATIONS = 8;

/**
 * Returns the probability that a standard normal variable is at most x, by the series
 * ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …) (Marsaglia, "Evaluating the Normal Distribution", Journal of
 * Statistical Software 11(4), 2004); absolute error below 1e-14.
 */
export function normalCdf(x: number): number {
  if (x < -MAX_DEVIATIONS) return 0;
  if (x > MAX_DEVIATIONS) return 1;
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > Number.EPSILON * Math.abs(sum); odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Returns the quantile of the standard normal distribution, by bisection. */
export function normalQuantile(probability: number): number {
  let low = -MAX_DEVIATIONS;
  let high = MAX_DEVIATIONS;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (normalCdf(middle) < probability) low = middle;
    else high = middle;
  }
}
