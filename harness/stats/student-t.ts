import { incompleteBeta } from './incomplete-beta.ts';

/** Beyond this no level that a comparison has is reached with two or more degrees of freedom. */
const FARTHEST = 1e6;

/** Probability that a t variable is above x ≥ 0: ½·I_{ν/(ν+x²)}(ν/2, ½). */
export function tTail(x: number, degreesOfFreedom: number): number {
  const tail = incompleteBeta(
    degreesOfFreedom / (degreesOfFreedom + x * x),
    degreesOfFreedom / 2,
    1 / 2,
  );
  return x >= 0 ? tail / 2 : 1 - tail / 2;
}

/** The looks of a suite ask for the same few. */
const criticals = new Map<string, number>();

/** The x that a t variable exceeds with probability `alpha` ≤ ½. */
export function tCritical(alpha: number, degreesOfFreedom: number): number {
  const key = `${alpha} ${degreesOfFreedom}`;
  const known = criticals.get(key);
  if (known !== undefined) return known;
  const critical = findCritical(alpha, degreesOfFreedom);
  criticals.set(key, critical);
  return critical;
}

/** By bisection down to neighbouring doubles. */
function findCritical(alpha: number, degreesOfFreedom: number): number {
  let low = 0;
  let high = FARTHEST;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (tTail(middle, degreesOfFreedom) > alpha) low = middle;
    else high = middle;
  }
}

/** Probability that a ratio of two estimated variances of the same population is above x. */
export function varianceRatioTail(x: number, above: number, below: number): number {
  return incompleteBeta(below / (below + above * x), below / 2, above / 2);
}
