import { parseQuantity } from '../../harness/model/scenario/quantity.ts';
import { badOption, badProperty } from './bad-option.ts';

/** A change that counts as none, as a ratio. */
function isMargin(ratio: number): boolean {
  return ratio >= 0 && ratio < 1;
}

/** `2%`, or `2`, which is the same. @throws UserError */
export function readMargin(text: string): number {
  const margin = parseQuantity(text.trim().endsWith('%') ? text : `${text} %`, 'ratio');
  if (typeof margin === 'number' && isMargin(margin)) return margin;
  throw badOption(`--margin takes a percentage from 0 to below 100, such as 2%; found "${text}".`);
}

/** A program's, which is a ratio. @throws UserError for what is none, such as per cent. */
export function checkMargin(margin: number): number {
  if (isMargin(margin)) return margin;
  throw badProperty(
    `margin is a ratio from 0 to below 1, 0.02 for 2 %; found ${margin}`,
    'margin: 0.02',
  );
}
