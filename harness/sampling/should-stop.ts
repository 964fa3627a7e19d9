import type { Sampling } from '../model/scenario.ts';
import { medianInterval } from '../stats/median-interval.ts';
import { median } from '../stats/quantile.ts';
import { CONFIDENCE } from '../stats/summarize.ts';

export type StopDecision =
  | { readonly stop: false }
  | { readonly stop: true; readonly reason: 'precise' | 'max-trials' | 'time' };

/**
 * Whether a scenario has been measured enough: its primary metric's interval is narrow enough, or
 * a limit of trials or time is met. Never before the fewest trials.
 */
export function shouldStop(
  sample: readonly number[],
  elapsedMs: number,
  sampling: Sampling,
): StopDecision {
  if (sample.length >= sampling.maxTrials) return { stop: true, reason: 'max-trials' };
  if (sample.length < sampling.minTrials) return { stop: false };
  if (isPrecise(sample, sampling.precision)) return { stop: true, reason: 'precise' };
  if (elapsedMs >= sampling.maxTimeMs) return { stop: true, reason: 'time' };
  return { stop: false };
}

function isPrecise(sample: readonly number[], precision: number): boolean {
  const { low, high, confidence } = medianInterval(sample, CONFIDENCE);
  const center = Math.abs(median(sample));
  return confidence >= CONFIDENCE && (high - low) / 2 <= precision * center;
}
