import type { CheckAfter } from '../model/measurement-validity-check-types.ts';
import { primaryMetric, QUICK_TAG, type Scenario } from '../model/scenario/scenario.ts';
import type { Trial } from '../model/trial.ts';
import { CONFIDENCE } from '../stats/summarize-metric.ts';
import { formatPercent } from './format-check-numbers.ts';

/** An estimate beyond this many trials is no advice. */
const MOST_ADVISED = 1_000;

/** Reports sampling that ended at a limit with an interval wider than the requested precision. */
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
        message: `The median of ${name} is known to ±${formatPercent(half)}, not to the requested ±${formatPercent(precision)}; the requested precision would take ${price} trials.`,
        remedy: isFar
          ? 'Use a quieter machine or a longer operation; more trials alone are not enough.'
          : adviseTrials(scenario, trials, Math.max(needed, summary.n + 1)),
      },
    ];
  },
};

/** Smallest sample whose range covers the median with a probability of 95 %: 1 − 2·½⁶ = 96.9 %. */
const FEWEST_FOR_INTERVAL = 6;

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
            ? `${name} has no confidence interval because there is only 1 trial. ${formatPercent(CONFIDENCE, 0)} confidence requires at least ${FEWEST_FOR_INTERVAL} trials.`
            : `The confidence interval of ${name} covers the median with only ${formatPercent(summary.confidence)} confidence, the maximum for ${summary.n} trials. ${formatPercent(CONFIDENCE, 0)} confidence requires at least ${FEWEST_FOR_INTERVAL} trials.`,
        remedy: adviseTrials(scenario, trials, FEWEST_FOR_INTERVAL),
      },
    ];
  },
};

/** Trials and time already spent, so that no advice suggests what is already done. */
interface Spent {
  readonly trials: number;
  readonly elapsedMs: number;
}

/** Returns advice to measure at least `needed` trials, naming the limit to raise. */
export function adviseTrials(scenario: Scenario, trials: readonly Trial[], needed: number): string {
  const { sampling, tags } = scenario;
  if (tags.includes(QUICK_TAG)) return 'Run without --quick.';
  const neededMs = estimateMs(spentOn(trials), needed + sampling.warmupTrials);
  const time = inWords(neededMs);
  const isLate = neededMs > sampling.maxTimeMs;
  const price = `(${needed} trials take about ${time} here)`;
  if (!hasOwnKeys(scenario)) {
    return `Add --trials ${needed}${isLate ? ` --time '${time}'` : ''} ${price}.`;
  }
  const changes: string[] = [];
  if (needed > sampling.maxTrials) changes.push(`trials.max to ${needed}`);
  if (isLate) changes.push(`trials.time to '${time}'`);
  if (changes.length === 0) changes.push(`trials.min to ${needed}`);
  return `Raise ${changes.join(' and ')} ${price}.`;
}

/**
 * True if the scenario has keys that the user can change; one given on the command line or read
 * from another tool's file has none.
 */
function hasOwnKeys(scenario: Scenario): boolean {
  if (scenario.source === null) return false;
  return scenario.kind !== 'function' || scenario.body.type === 'scenario';
}

/**
 * Returns the trials and time spent so far; trials of a separate pass take many times as long and
 * are not what the advice adds.
 */
function spentOn(trials: readonly Trial[]): Spent {
  const timed = trials.filter(({ pass }) => pass === undefined);
  const elapsedMs = timed.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return { trials: timed.length, elapsedMs };
}

function estimateMs({ trials, elapsedMs }: Spent, needed: number): number {
  return trials === 0 ? 0 : (elapsedMs / trials) * needed;
}

/** Formats a duration in whole units, rounded up, as a value that can be copied into a scenario. */
function inWords(durationMs: number): string {
  const seconds = Math.max(1, Math.ceil(durationMs / 1_000));
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
