import { UserError } from '../../harness/model/user-error.ts';

/**
 * @param what - What the property takes and what was found, without the full stop.
 * @param example - The property as it could be given: `margin: 0.02`.
 */
export function badRequest(what: string, example: string): UserError {
  return new UserError({
    code: 'bad-option',
    message: `${what}.`,
    remedy: `For example: { ${example} }`,
  });
}

/** A change that counts as none, as a ratio. @throws UserError for what is none, such as per cent. */
export function readMargin(margin: number | null): number | null {
  if (margin === null || (margin >= 0 && margin < 1)) return margin;
  throw badRequest(
    `margin is a ratio from 0 to below 1, 0.02 for 2 %; found ${margin}`,
    'margin: 0.02',
  );
}
