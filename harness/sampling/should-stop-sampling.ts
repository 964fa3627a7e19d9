import type { Sampling } from '../model/scenario/scenario.ts';
import { median } from '../stats/descriptive-statistics.ts';
import { medianInterval } from '../stats/quantile-confidence-interval.ts';

export type StopDecision =
  | { readonly stop: false }
  | { readonly stop: true; readonly reason: 'precise' | 'max-trials' | 'time' };

/**
 * Confidence of the interval that must be narrow enough to stop. The reported interval has 95 %;
 * checking after every trial stops more often when the interval happens to be narrow, and requiring
 * only 95 % here would reduce its coverage to as little as 91.5 % (simulated: standard deviations
 * of 0.3 to 10 %; normal, skewed and heavy-tailed noise; at most 30 or 100 trials). With this value
 * it is 93.5 to 97 %, at the cost of about one trial in six. Six trials reach 96.9 %, so they are
 * still enough.
 */
export const STOP_CONFIDENCE = 0.965;

/** Trials and time so far. */
export interface SamplingProgress {
  /** Completed trials; some of them may lack the primary metric. */
  readonly trials: number;
  readonly elapsedMs: number;
}

/** Decides whether sampling ends: by precision, or a limit of trials or time, after the minimum. */
export function shouldStopSampling(
  sample: readonly number[],
  { trials, elapsedMs }: SamplingProgress,
  sampling: Sampling,
): StopDecision {
  if (trials >= sampling.maxTrials) return { stop: true, reason: 'max-trials' };
  if (trials < sampling.minTrials) return { stop: false };
  if (sample.length > 0 && isPrecise(sample, sampling.precision))
    return { stop: true, reason: 'precise' };
  if (elapsedMs >= sampling.maxTimeMs) return { stop: true, reason: 'time' };
  return { stop: false };
}

function isPrecise(sample: readonly number[], precision: number): boolean {
  const { low, high, confidence } = medianInterval(sample, STOP_CONFIDENCE);
  const center = Math.abs(median(sample));
  return confidence >= STOP_CONFIDENCE && (high - low) / 2 <= precision * center;
}
