import type { Scenario } from '../model/scenario.ts';
import type { Trial } from '../model/trial.ts';

/** What the scenario's trials came to, for advice that is never what is already done. */
interface Spent {
  readonly trials: number;
  readonly elapsedMs: number;
}

/**
 * The advice to measure at least `needed` trials, given as what must be raised for it: the limit
 * of trials, of time, or the fewest trials where sampling stopped because it had enough.
 */
export function adviseTrials(
  { sampling, source }: Scenario,
  trials: readonly Trial[],
  needed: number,
): string {
  const neededMs = estimateMs(spentOn(trials), needed + sampling.warmupTrials);
  const time = inWords(neededMs);
  const isLate = neededMs > sampling.maxTimeMs;
  const price = `(${needed} trials take about ${time} here)`;
  if (source === null) {
    // What was given on the command line has no scenario file to change.
    return `Add --trials ${needed}${isLate ? ` --time '${time}'` : ''} ${price}.`;
  }
  const changes: string[] = [];
  if (needed > sampling.maxTrials) changes.push(`trials.max to ${needed}`);
  if (isLate) changes.push(`trials.time to '${time}'`);
  if (changes.length === 0) changes.push(`trials.min to ${needed}`);
  return `Raise ${changes.join(' and ')} ${price}.`;
}

function spentOn(trials: readonly Trial[]): Spent {
  const elapsedMs = trials.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return { trials: trials.length, elapsedMs };
}

function estimateMs({ trials, elapsedMs }: Spent, needed: number): number {
  return trials === 0 ? 0 : (elapsedMs / trials) * needed;
}

/** Whole units, rounded up: as a value that can be copied into a scenario. */
function inWords(durationMs: number): string {
  const seconds = Math.max(1, Math.ceil(durationMs / 1_000));
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
