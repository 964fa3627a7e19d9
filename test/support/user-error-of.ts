import { UserError } from '../../harness/model/user-error.ts';

/** Returns the mistake that an action reports. @throws any other error. */
export function userErrorOf(action: () => unknown): UserError {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('no error was thrown');
}
