import { wholeNumber } from '../../harness/model/value/number-type.ts';

/** `--trials` of a profile. @throws UserError */
export function readTrials(text: string): number {
  const takes = 'a positive whole number of profiled trials';
  return wholeNumber(takes, 1).read(text, '--trials');
}
