import type { Sampling } from '../../../harness/model/scenario/scenario.ts';
import { shouldStopSampling } from '../../../harness/sampling/should-stop-sampling.ts';
import { median } from '../../../harness/stats/descriptive-statistics.ts';
import { medianInterval } from '../../../harness/stats/quantile-confidence-interval.ts';
import { CONFIDENCE } from '../../../harness/stats/summarize-metric.ts';
import type { Draw } from '../../support/random-draws.ts';

export const SAMPLING: Sampling = {
  minTrials: 5,
  maxTrials: 30,
  precision: 0.02,
  maxTimeMs: 30_000,
  warmupTrials: 1,
};

interface Simulated {
  readonly coverage: number;
  readonly medianTrials: number;
}

/** Simulates complete runs: draws until the rule stops, checks if the interval covers the value. */
export function simulateStoppingRule(
  draw: Draw,
  deviation: number,
  sampling: Sampling,
  runs: number,
): Simulated {
  let covered = 0;
  const trials: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const sample: number[] = [];
    do sample.push(1 + deviation * draw());
    while (!shouldStopSampling(sample, { trials: sample.length, elapsedMs: 0 }, sampling).stop);
    const { low, high } = medianInterval(sample, CONFIDENCE);
    if (low <= 1 && 1 <= high) covered += 1;
    trials.push(sample.length);
  }
  return { coverage: covered / runs, medianTrials: median(trials) };
}
