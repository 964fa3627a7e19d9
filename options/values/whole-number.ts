import { badOption } from './bad-option.ts';

/** What an option takes, and in what words it says so. */
export interface WholeNumber {
  readonly option: string;
  /** `a positive whole number`. */
  readonly takes: string;
  readonly from: number;
  readonly to?: number;
}

/** @throws UserError for what is no such number. */
export function readWholeNumber(text: string, { option, takes, from, to }: WholeNumber): number {
  const count = Number(text);
  const isFine = Number.isInteger(count) && count >= from && (to === undefined || count <= to);
  if (isFine) return count;
  throw badOption(`${option} takes ${takes}; found "${text}".`);
}
