import { parseDuration } from '../../harness/model/scenario/parse-quantity.ts';
import { optionError } from '../../harness/model/value/bad-option-error.ts';
import { wholeNumber } from '../../harness/model/value/number-option-types.ts';
import type { ScenarioOverrides } from '../../harness/scenario/override-scenario-settings.ts';
import { MOST_SHARDS } from '../../harness/scenario/schema/k6-schema.ts';
import { FEWEST_TRIALS } from '../../harness/scenario/schema/sampling-schema.ts';

/** Options that override the scenarios' own settings. */
interface OverrideFlags {
  readonly trials?: string | undefined;
  readonly time?: string | undefined;
  readonly shards?: string | undefined;
}

/** One trial is enough for some kinds; the others are checked once their scenarios are known. */
const TRIALS = wholeNumber(`a whole number of at least ${FEWEST_TRIALS}`, 1);
const SHARDS = wholeNumber(`a whole number from 1 to ${MOST_SHARDS}`, 1, MOST_SHARDS);

/** @throws UserError for a word that cannot be taken. */
export function readScenarioOverrides({ trials, time, shards }: OverrideFlags): ScenarioOverrides {
  return {
    trials: trials === undefined ? null : TRIALS.read(trials, '--trials'),
    maxTimeMs: time === undefined ? null : readTime(time),
    shards: shards === undefined ? null : SHARDS.read(shards, '--shards'),
  };
}

function readTime(text: string): number {
  const time = parseDuration(text);
  if (typeof time === 'number' && time > 0) return time;
  const problem = typeof time === 'number' ? `"${text}" is not greater than 0` : time.problem;
  throw optionError(`--time takes a duration such as 30s; ${problem}.`);
}
