import { userInfo } from 'node:os';

/** Returns a machine-wide unique id of the user: a number where users have one, else the name. */
export function uniqueUserId(): string {
  const number = process.getuid?.();
  return number === undefined ? userInfo().username.replace(/[^\w.-]/gu, '_') : String(number);
}
