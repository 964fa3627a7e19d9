import { userInfo } from 'node:os';

/**
 * Returns an id of the user, unique on the machine: a number where users have one, else the name.
 */
export function userName(): string {
  const number = process.getuid?.();
  return number === undefined ? userInfo().username.replace(/[^\w.-]/gu, '_') : String(number);
}
