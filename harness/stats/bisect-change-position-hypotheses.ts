/**
 * Possible explanation of the effect of an ordered list of changes. The measured positions divide
 * the list into segments; each step lies in one of them.
 */
export interface StepHypothesis {
  readonly first: number;
  /** Segment of the second step, not before the first; equal to it if there is one step. */
  readonly last: number;
  readonly hasTwo: boolean;
  /** Share of the effect that the first of two steps has. */
  readonly share: number;
  /** Index of the share in `SHARES`; −1 if there is one step. */
  readonly shareIndex: number;
  readonly logPrior: number;
}

/** Possible shares of the first of two steps in the whole effect. */
export const SHARES = [0.2, 0.35, 0.5, 0.65, 0.8] as const;
/** Prior probability of two steps: rarer than one, which must not become slower to find. */
const TWO_STEPS_PRIOR = 0.1;

/** Lists all hypotheses of one or two steps; each change has a prior in proportion to its weight. */
export function listStepHypotheses(weights: readonly number[]): readonly StepHypothesis[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const single = weights.map((weight, first) => ({
    first,
    last: first,
    hasTwo: false,
    share: 1,
    shareIndex: -1,
    logPrior: Math.log((weight / total) * (1 - TWO_STEPS_PRIOR)),
  }));
  const pairs = weights.flatMap((weight, first) =>
    weights.slice(first).flatMap((other, offset) => {
      // A segment of one change cannot contain two steps.
      const ways = offset === 0 ? (weight * (weight - 1)) / 2 : weight * other;
      return ways > 0 ? [{ first, last: first + offset, ways }] : [];
    }),
  );
  const totalWays = pairs.reduce((sum, { ways }) => sum + ways, 0);
  const double = pairs.flatMap(({ first, last, ways }) =>
    SHARES.map((share, shareIndex) => ({
      first,
      last,
      hasTwo: true,
      share,
      shareIndex,
      logPrior: Math.log(((ways / totalWays) * TWO_STEPS_PRIOR) / SHARES.length),
    })),
  );
  return [...single, ...double];
}

export interface SegmentSteps {
  /** Probability of at least one step in the segment. */
  readonly probability: number;
  /** Expected number of steps in the segment. */
  readonly expected: number;
}

export function stepsPerSegment(
  hypotheses: readonly StepHypothesis[],
  posterior: ArrayLike<number>,
  segmentCount: number,
): readonly SegmentSteps[] {
  const steps = Array.from({ length: segmentCount }, () => ({ probability: 0, expected: 0 }));
  for (const [index, { first, last, hasTwo }] of hypotheses.entries()) {
    const weight = posterior[index] ?? 0;
    const [firstSteps, other] = [steps[first], steps[last]];
    if (firstSteps === undefined || other === undefined) continue;
    firstSteps.probability += weight;
    firstSteps.expected += weight;
    if (hasTwo) other.expected += weight;
    if (last !== first) other.probability += weight;
  }
  return steps;
}

/** Consecutive segments, with the probability that they contain a step. */
export interface SegmentRange {
  readonly from: number;
  readonly to: number;
  readonly probability: number;
}

/** Returns the narrowest range of segments that contains a step with this probability. */
export function shortestCredibleRange(
  hypotheses: readonly StepHypothesis[],
  posterior: ArrayLike<number>,
  widths: readonly number[],
  confidence: number,
): SegmentRange {
  const count = widths.length;
  // Summed by the segments of both steps, so that the sum for a range has few terms.
  const weights = new Float64Array(count * count);
  for (const [index, { first, last }] of hypotheses.entries()) {
    const cell = first * count + last;
    weights[cell] = (weights[cell] ?? 0) + (posterior[index] ?? 0);
  }
  const missed = (from: number, to: number): number => {
    const isOut = (segment: number): boolean => segment < from || segment > to;
    let total = 0;
    for (let first = 0; first < count; first += 1) {
      for (let last = first; isOut(first) && last < count; last += 1) {
        if (isOut(last)) total += weights[first * count + last] ?? 0;
      }
    }
    return total;
  };
  let best = { from: 0, to: count - 1, probability: 1, width: Number.POSITIVE_INFINITY };
  for (let from = 0; from < count; from += 1) {
    let width = 0;
    for (let to = from; to < count; to += 1) {
      width += widths[to] ?? 0;
      if (width >= best.width) break;
      const probability = 1 - missed(from, to);
      if (probability >= confidence) best = { from, to, probability, width };
    }
  }
  return best;
}

/**
 * Returns the variance of the level at a position in a segment, as a function of the share of the
 * segment before it. The level is 0 before all steps and 1 after them. Mean and mean square are
 * polynomials in that share, so they are computed once for all positions of a segment.
 */
export function levelVariance(
  hypotheses: readonly StepHypothesis[],
  posterior: ArrayLike<number>,
  segment: number,
): (before: number) => number {
  const mean: [number, number, number] = [0, 0, 0];
  const square: [number, number, number] = [0, 0, 0];
  // Probabilities that both steps, or at least one, are before the position, as coefficients of 1,
  // x, x².
  const add = (weight: number, share: number, both: Powers, any: Powers): void => {
    for (const power of [0, 1, 2] as const) {
      const between = any[power] - both[power];
      mean[power] += weight * (both[power] + share * between);
      square[power] += weight * (both[power] + share ** 2 * between);
    }
  };
  for (const [index, { first, last, hasTwo, share }] of hypotheses.entries()) {
    const weight = posterior[index] ?? 0;
    if (hasTwo && first === segment && last === segment) add(weight, share, [0, 0, 1], [0, 2, -1]);
    else add(weight, share, passed(last, segment), passed(first, segment));
  }
  const at = (powers: Powers, x: number): number => powers[0] + powers[1] * x + powers[2] * x * x;
  return (before) => at(square, before) - at(mean, before) ** 2;
}

type Powers = readonly [constant: number, linear: number, quadratic: number];

function passed(step: number, segment: number): Powers {
  if (step < segment) return [1, 0, 0];
  return step > segment ? [0, 0, 0] : [0, 1, 0];
}
