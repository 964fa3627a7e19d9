import type { CheckAfter } from '../model/check.ts';
import { primaryMetric } from '../model/scenario/scenario.ts';
import { CONFIDENCE } from '../stats/summarize.ts';
import { adviseTrials } from './more-trials.ts';
import { percent } from './percent.ts';

/** An estimate beyond this many trials is no advice. */
const MOST_ADVISED = 1_000;

/** Sampling ended at a limit, with an interval wider than the precision that was asked for. */
export const wideInterval: CheckAfter = {
  id: 'wide-interval',
  check: ({ scenario, trials, metrics }) => {
    const name = primaryMetric(scenario);
    const summary = metrics[name];
    if (summary === undefined || summary.confidence < CONFIDENCE || summary.center === 0) return [];
    const { precision } = scenario.sampling;
    const half = (summary.high - summary.low) / 2 / Math.abs(summary.center);
    if (half <= precision) return [];
    // The width of an interval falls with the square root of the number of trials.
    const needed = Math.ceil(summary.n * (half / precision) ** 2);
    const isFar = needed > MOST_ADVISED;
    const price = isFar ? `more than ${MOST_ADVISED}` : `about ${needed}`;
    return [
      {
        id: wideInterval.id,
        level: 'info',
        metric: name,
        message: `The median of ${name} is known to ±${percent(half)}, not to the ±${percent(precision)} that was asked for; that would take ${price} trials.`,
        remedy: isFar
          ? 'Make the machine quieter or the operation longer: more trials alone will not do.'
          : adviseTrials(scenario, trials, Math.max(needed, summary.n + 1)),
      },
    ];
  },
};
