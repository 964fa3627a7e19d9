import { UserError } from '../../harness/model/user-error.ts';

/** @throws UserError for what is no number of trials. */
export function readTrials(text: string): number {
  const trials = Number(text);
  if (Number.isInteger(trials) && trials > 0) return trials;
  throw new UserError({
    code: 'bad-option',
    message: `--trials takes a positive whole number of profiled trials; found "${text}".`,
  });
}
