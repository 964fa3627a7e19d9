import { readWholeNumber } from './whole-number.ts';

/** `--trials` of a profile. @throws UserError */
export function readTrials(text: string): number {
  const takes = 'a positive whole number of profiled trials';
  return readWholeNumber(text, { option: '--trials', takes, from: 1 });
}
