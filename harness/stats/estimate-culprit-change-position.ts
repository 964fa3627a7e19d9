import { createNoiseGrid, type NoisePoint } from './bayesian-effect-and-noise-grid.ts';
import {
  levelVariance,
  listStepHypotheses,
  SHARES,
  type StepHypothesis,
  shortestCredibleRange,
  stepsPerSegment,
} from './bisect-change-position-hypotheses.ts';

/** Effects of pairs that compare two positions in an ordered list of changes. */
export interface PairedEffects {
  /** Number of changes that the measured side has; 0 is the good end. */
  readonly at: number;
  /** Number of changes that the other side has. */
  readonly against: number;
  /** ln(at / against) of each pair, or the plain difference if a value is not positive. */
  readonly effects: readonly number[];
}

/** Posterior of the position of the step in an ordered list of changes. */
export interface ChangePosition {
  /** Probability of each change 1 … n that it is a step; the sum exceeds 1 if there may be two. */
  readonly probabilities: readonly number[];
  /** Shortest range of changes that contains a step with the requested confidence. */
  readonly range: {
    /** From 1; both are included. */
    readonly first: number;
    readonly last: number;
    readonly probability: number;
  };
  /** Most informative position for the next pair; null if there is none between the ends. */
  readonly next: number | null;
  /** Expected effect of all changes together. */
  readonly effect: number;
  /** Expected scale of the noise of a pair. */
  readonly scale: number;
  /** Probability that the effect consists of two steps rather than one. */
  readonly twoSteps: number;
}

/** Changes that no measured position separates. */
interface Segment {
  /** Changes before it. */
  readonly start: number;
  readonly end: number;
  readonly weight: number;
}

/**
 * Estimates the posterior over the position of a step in a list of changes. Every position before
 * the step equals the good end and every position from it on equals the bad end, so that a pair's
 * effect has the mean 0 or that of the whole step; or there are two steps, with a level between.
 * The noise of a pair is Student's t. The unknown effect and scale are integrated over a grid around
 * the estimates from the two ends (see `createNoiseGrid`), so few pairs at the ends make the
 * posterior wide. Changes that no measured position separates share their probability by `weights`.
 * @param weights - Prior weight of each change.
 * @param confidence - Confidence of the remaining range.
 * @throws RangeError without pairs that compare the two ends.
 */
export function estimateChangePosition(
  evidence: readonly PairedEffects[],
  weights: readonly number[],
  confidence = 0.99,
): ChangePosition {
  const count = weights.length;
  const measured = evidence.flatMap(({ at, against }) => [at, against]);
  const points = [...new Set([0, count, ...measured])].sort((a, b) => a - b);
  const segments = points.slice(1).map((end, index): Segment => {
    const start = points[index] ?? 0;
    return { start, end, weight: sum(weights.slice(start, end)) };
  });
  const placed = evidence.map(({ at, against, effects }) => ({
    at: points.indexOf(at),
    against: points.indexOf(against),
    effects,
  }));
  const grid = createNoiseGrid(evidence.filter(({ at, against }) => at === count && against === 0));
  const widths = segments.map(({ weight }) => weight);
  const hypotheses = listStepHypotheses(widths);
  const { posterior, effect, scale } = computePosterior(hypotheses, placed, grid, points.length);
  const segmentRange = shortestCredibleRange(hypotheses, posterior, widths, confidence);
  const steps = stepsPerSegment(hypotheses, posterior, segments.length);
  const likeliest = steps.reduce((best, { probability }, index) => {
    return probability > (steps[best]?.probability ?? 0) ? index : best;
  }, 0);
  return {
    probabilities: segments.flatMap(({ start, end, weight }, index) =>
      weights
        .slice(start, end)
        .map((own) => Math.min(1, ((steps[index]?.expected ?? 0) * own) / weight)),
    ),
    range: {
      first: (segments[segmentRange.from]?.start ?? 0) + 1,
      last: segments[segmentRange.to]?.end ?? count,
      probability: segmentRange.probability,
    },
    next: leastCertainPosition(
      segments[likeliest] ?? { start: 0, end: count, weight: 1 },
      levelVariance(hypotheses, posterior, likeliest),
      weights,
    ),
    effect,
    scale,
    twoSteps: sum([...posterior].filter((_, index) => hypotheses[index]?.hasTwo === true)),
  };
}

/** Relative tolerance: positions at equal distance from the ends are equal but for rounding. */
const ROUNDING = 1e-9;

/**
 * Returns the position in or next to the likeliest segment whose level is least certain. With one
 * step the level is 0 or 1, so this is the median of the posterior; with two, the search stays with
 * one of them. Of equivalent positions it returns the first, so that the result does not depend on
 * the last digit of a sum.
 */
function leastCertainPosition(
  { start, end, weight }: Segment,
  variance: (before: number) => number,
  weights: readonly number[],
): number | null {
  let best: { readonly place: number; readonly variance: number } | null = null;
  let passed = 0;
  for (let position = start; position <= end; position += 1) {
    if (position > start) passed += weights[position - 1] ?? 0;
    if (position === 0 || position === weights.length) continue;
    const ownVariance = variance(passed / weight);
    if (best === null || ownVariance > best.variance * (1 + ROUNDING))
      best = { place: position, variance: ownVariance };
  }
  return best?.place ?? null;
}

interface PlacedEffects {
  /** Index among the points, not the position itself. */
  readonly at: number;
  readonly against: number;
  readonly effects: readonly number[];
}

/** Computes the posterior of the hypotheses, effect and scale, integrated over the grid. */
function computePosterior(
  hypotheses: readonly StepHypothesis[],
  placed: readonly PlacedEffects[],
  grid: readonly NoisePoint[],
  pointCount: number,
): { readonly posterior: Float64Array; readonly effect: number; readonly scale: number } {
  const rows = grid.map((point) => {
    const likelihood = createLikelihood(placed, point, pointCount);
    return Float64Array.from(
      hypotheses,
      (hypothesis) => hypothesis.logPrior + likelihood(hypothesis),
    );
  });
  const highest = Math.max(...rows.map((row) => row.reduce((a, b) => Math.max(a, b))));
  const posterior = new Float64Array(hypotheses.length);
  let [all, effect, scale] = [0, 0, 0];
  for (const [index, point] of grid.entries()) {
    let weight = 0;
    rows[index]?.forEach((log, position) => {
      const own = Math.exp(log - highest);
      posterior[position] = (posterior[position] ?? 0) + own;
      weight += own;
    });
    all += weight;
    effect += weight * point.effect;
    scale += weight * point.scale;
  }
  return { posterior: posterior.map((own) => own / all), effect: effect / all, scale: scale / all };
}

/**
 * Creates the log-likelihood of all pairs under a hypothesis. Pairs against the good end are summed
 * once per level, for all hypotheses.
 */
function createLikelihood(
  placed: readonly PlacedEffects[],
  { effect, logDensity }: NoisePoint,
  pointCount: number,
): (hypothesis: StepHypothesis) => number {
  const logOf = (effects: readonly number[], mean: number): number => {
    let total = 0;
    for (const value of effects) total += logDensity(value - mean);
    return total;
  };
  const sumsAt = (level: number): Float64Array => {
    const sums = new Float64Array(pointCount + 1);
    for (const { at, against, effects } of placed) {
      if (against === 0) sums[at + 1] = (sums[at + 1] ?? 0) + logOf(effects, level * effect);
    }
    for (let index = 1; index <= pointCount; index += 1) {
      sums[index] = (sums[index] ?? 0) + (sums[index - 1] ?? 0);
    }
    return sums;
  };
  const [low, high] = [sumsAt(0), sumsAt(1)];
  const between = SHARES.map(sumsAt);
  const others = placed.filter(({ against }) => against !== 0);
  return ({ first, last, share, shareIndex }) => {
    // Points up to `first` are before all steps, those after `last` are behind all steps.
    let total = (low[first + 1] ?? 0) + (high[pointCount] ?? 0) - (high[last + 1] ?? 0);
    const sums = between[shareIndex];
    if (sums !== undefined) total += (sums[last + 1] ?? 0) - (sums[first + 1] ?? 0);
    for (const { at, against, effects } of others) {
      const levelOf = (point: number): number => (point <= first ? 0 : point <= last ? share : 1);
      total += logOf(effects, (levelOf(at) - levelOf(against)) * effect);
    }
    return total;
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
