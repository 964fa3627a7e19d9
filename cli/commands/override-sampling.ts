import { parseDuration } from '../../harness/model/scenario/quantity.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { fewestTrialsOf } from '../../harness/scenario/schema/sampling.ts';

/** What the command line says about sampling wins over every scenario's own. @throws UserError */
export function overrideSampling(
  scenarios: readonly Scenario[],
  options: { readonly trials?: string; readonly time?: string },
): readonly Scenario[] {
  const fewest = Math.max(1, ...scenarios.map(({ kind }) => fewestTrialsOf(kind)));
  const trials = options.trials === undefined ? undefined : readTrials(options.trials, fewest);
  const maxTimeMs = options.time === undefined ? undefined : readTime(options.time);
  return scenarios.map((scenario) => ({
    ...scenario,
    sampling: {
      ...scenario.sampling,
      ...(trials !== undefined && { minTrials: trials, maxTrials: trials }),
      ...(maxTimeMs !== undefined && { maxTimeMs }),
    },
  }));
}

function readTrials(text: string, fewest: number): number {
  const trials = Number(text);
  if (Number.isInteger(trials) && trials >= fewest) return trials;
  throw new UserError({
    code: 'bad-option',
    message: `--trials takes a whole number of at least ${fewest}; found "${text}".`,
  });
}

function readTime(text: string): number {
  const time = parseDuration(text);
  if (typeof time === 'number' && time > 0) return time;
  const problem = typeof time === 'number' ? `"${text}" is not more than 0` : time.problem;
  throw new UserError({
    code: 'bad-option',
    message: `--time takes a duration such as 30s; ${problem}.`,
  });
}

/** The seed that was given, if any. @throws UserError */
export function readSeed(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seed = Number(text);
  if (text.trim() !== '' && Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return seed;
  throw new UserError({
    code: 'bad-option',
    message: `--seed takes a whole number from 0 to 4294967295; found "${text}".`,
  });
}
