import { QUICK_TAG, type Scenario } from '../model/scenario/scenario.ts';
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
export function adviseTrials(scenario: Scenario, trials: readonly Trial[], needed: number): string {
  const { sampling, tags } = scenario;
  if (tags.includes(QUICK_TAG)) return 'Run it without --quick.';
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

/** What was given on the command line, or comes from another tool's file, has no keys to change. */
function hasOwnKeys(scenario: Scenario): boolean {
  if (scenario.source === null) return false;
  return scenario.kind !== 'function' || scenario.body.type === 'scenario';
}

/** Trials of a pass of their own take many times as long, and more of them are not what is advised. */
function spentOn(trials: readonly Trial[]): Spent {
  const timed = trials.filter(({ pass }) => pass === undefined);
  const elapsedMs = timed.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return { trials: timed.length, elapsedMs };
}

function estimateMs({ trials, elapsedMs }: Spent, needed: number): number {
  return trials === 0 ? 0 : (elapsedMs / trials) * needed;
}

/** Whole units, rounded up: as a value that can be copied into a scenario. */
function inWords(durationMs: number): string {
  const seconds = Math.max(1, Math.ceil(durationMs / 1_000));
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
