import { UserError } from '../model/user-error.ts';

/** Names are file names on every system, and cannot be mistaken for a path or an option. */
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.@+-]{0,99}$/u;

/** Gives the name back. @throws UserError where it cannot be the name of a baseline. */
export function checkBaselineName(name: string): string {
  if (NAME.test(name) && !name.endsWith('.json')) return name;
  throw new UserError({
    code: 'baseline-name',
    message: `"${name}" cannot be the name of a baseline.`,
    remedy:
      'Use up to 100 letters, digits, and . _ - @ +, beginning with a letter or digit, without .json at the end.',
  });
}
