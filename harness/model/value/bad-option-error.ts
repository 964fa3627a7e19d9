import { UserError } from '../user-error.ts';

/** A word of the command line that cannot be taken as it is. */
export function optionError(message: string, remedy?: string): UserError {
  return new UserError({ code: 'bad-option', message, ...(remedy !== undefined && { remedy }) });
}

/**
 * Returns a bad-option error for a property of a request. @param what - Expected and given value,
 * without full stop. @param example - `margin: 0.02`.
 */
export function badProperty(what: string, example: string): UserError {
  return optionError(`${what}.`, `For example: { ${example} }`);
}
