import type { CheckAfter } from '../model/check.ts';
import { primaryMetric } from '../model/scenario/scenario.ts';
import { CONFIDENCE } from '../stats/summarize.ts';
import { adviseTrials } from './more-trials.ts';
import { percent } from './percent.ts';

/** Fewest values whose range covers the median with a probability of 95 %: 1 − 2·½⁶ = 96.9 %. */
export const FEWEST_FOR_INTERVAL = 6;

/** The interval of the primary metric does not reach the confidence that others have. */
export const tooFewTrials: CheckAfter = {
  id: 'too-few-trials',
  check: ({ scenario, trials, metrics }) => {
    const name = primaryMetric(scenario);
    const summary = metrics[name];
    if (summary === undefined || summary.confidence >= CONFIDENCE) return [];
    return [
      {
        id: tooFewTrials.id,
        level: 'info',
        metric: name,
        message:
          summary.n === 1
            ? `${name} has no interval: there is 1 trial. ${percent(CONFIDENCE, 0)} take at least ${FEWEST_FOR_INTERVAL}.`
            : `The interval of ${name} covers the median with ${percent(summary.confidence)} only: that is all that ${summary.n} trials can give. ${percent(CONFIDENCE, 0)} take at least ${FEWEST_FOR_INTERVAL}.`,
        remedy: adviseTrials(scenario, trials, FEWEST_FOR_INTERVAL),
      },
    ];
  },
};
