import { normalCdf } from './normal-distribution.ts';

/** Outcome of testing a limit at one level of load, such as a rate of requests. */
export interface LevelOutcome {
  /** Greater than 0. */
  readonly level: number;
  readonly kept: boolean;
}

/** Range of levels in which a threshold may lie. */
export interface LevelRange {
  readonly low: number;
  readonly high: number;
}

/** Posterior distribution of the level up to which a limit is kept. */
export interface ThresholdPosterior {
  /** Median of the posterior: at this level a limit is kept in half of the runs. */
  readonly level: number;
  /** Ends of the equal-tailed credible interval. */
  readonly low: number;
  readonly high: number;
  /** Returns the level below which the threshold lies with this probability. */
  readonly quantile: (probability: number) => number;
  /** Expected width of the transition: standard deviation of the logarithm of the threshold. */
  readonly spread: number;
}

/** Step of the threshold grid: one percent is finer than any load run can resolve. */
const STEP = 0.01;
/** Possible widths of the transition, as a share of the level, from a hard limit to a soft one. */
const SPREADS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32] as const;
/**
 * Share of outcomes that are unrelated to the level: a pause of the machine breaks a limit at any
 * rate. Without it one such outcome could never be outweighed (Wichmann & Hill, "The psychometric
 * function: I", Perception & Psychophysics 63, 2001, who bound it like this).
 */
const LAPSE = 0.02;

/**
 * Computes the posterior over the level up to which a limit is kept, if each observation at a level
 * is only kept or not, and noisy. The probability of "kept" falls with the logarithm of the level
 * along a normal curve, whose unknown width is integrated over; the prior is uniform in the
 * logarithm of the level. As in the bisection of commits, a search that uses this measures next
 * near the median of the posterior (Watson & Pelli, "QUEST", Perception & Psychophysics 33, 1983);
 * observations at one level alone would not reveal the width.
 */
export function thresholdPosterior(
  outcomes: readonly LevelOutcome[],
  range: LevelRange,
  confidence = 0.95,
): ThresholdPosterior {
  const levels = countLevels(outcomes);
  const start = Math.log(range.low);
  const count = Math.max(2, Math.ceil((Math.log(range.high) - start) / STEP) + 1);
  const step = (Math.log(range.high) - start) / (count - 1);
  const rows = SPREADS.map((spread) =>
    Float64Array.from({ length: count }, (_, index) =>
      logLikelihood(levels, start + index * step, spread),
    ),
  );
  const highest = Math.max(...rows.map((row) => row.reduce((a, b) => Math.max(a, b))));
  const weights = new Float64Array(count);
  let [all, spread] = [0, 0];
  for (const [position, row] of rows.entries()) {
    const likelihoods = row.map((log) => Math.exp(log - highest));
    const sum = likelihoods.reduce((a, b) => a + b, 0);
    all += sum;
    spread += sum * (SPREADS[position] ?? 0);
    for (const [index, weight] of likelihoods.entries())
      weights[index] = (weights[index] ?? 0) + weight;
  }
  const quantileLevel = (share: number): number =>
    Math.exp(start + step * quantilePosition(weights, all * share));
  const tail = (1 - confidence) / 2;
  return {
    level: quantileLevel(0.5),
    low: quantileLevel(tail),
    high: quantileLevel(1 - tail),
    quantile: quantileLevel,
    spread: spread / all,
  };
}

/** Number of times each level kept and broke the limit. */
interface LevelCounts {
  readonly logLevel: number;
  readonly kept: number;
  readonly broken: number;
}

function countLevels(outcomes: readonly LevelOutcome[]): readonly LevelCounts[] {
  return [...Map.groupBy(outcomes, ({ level }) => level)].map(([level, all]) => {
    const kept = all.filter((outcome) => outcome.kept).length;
    return { logLevel: Math.log(level), kept, broken: all.length - kept };
  });
}

/** Standard deviations beyond which the curve is all but constant. */
const MAX_DEVIATIONS = 8;
/** Steps of the table per standard deviation; interpolated linearly between them. */
const TABLE_STEPS = 64;
/** Log-probability of "kept" by the distance of the threshold above the level; "broken" mirrors it. */
const LOG_PROBABILITIES = Float64Array.from(
  { length: 2 * MAX_DEVIATIONS * TABLE_STEPS + 1 },
  (_, index) => Math.log(LAPSE + (1 - 2 * LAPSE) * normalCdf(index / TABLE_STEPS - MAX_DEVIATIONS)),
);

function logProbability(deviation: number): number {
  const place =
    (Math.min(MAX_DEVIATIONS, Math.max(-MAX_DEVIATIONS, deviation)) + MAX_DEVIATIONS) * TABLE_STEPS;
  const below = Math.floor(place);
  const low = LOG_PROBABILITIES[below] ?? 0;
  return low + ((LOG_PROBABILITIES[below + 1] ?? low) - low) * (place - below);
}

function logLikelihood(
  levels: readonly LevelCounts[],
  logThreshold: number,
  spread: number,
): number {
  let total = 0;
  for (const { logLevel, kept, broken } of levels) {
    const deviation = (logThreshold - logLevel) / spread;
    if (kept > 0) total += kept * logProbability(deviation);
    if (broken > 0) total += broken * logProbability(-deviation);
  }
  return total;
}

/** Returns the position at which the cumulative weight reaches a value, interpolated linearly. */
function quantilePosition(weights: Float64Array, wanted: number): number {
  let passed = 0;
  for (const [index, weight] of weights.entries()) {
    if (passed + weight >= wanted) {
      const into = weight > 0 ? (wanted - passed) / weight : 0;
      // A weight covers the interval around its position.
      return Math.min(weights.length - 1, Math.max(0, index - 0.5 + into));
    }
    passed += weight;
  }
  return weights.length - 1;
}
