import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Functions of `node:fs` whose first argument is the path of a file that they read or look for. */
export const READING_FUNCTIONS = {
  direct: [
    'access',
    'accessSync',
    'createReadStream',
    'exists',
    'existsSync',
    'lstat',
    'lstatSync',
    'open',
    'openAsBlob',
    'openSync',
    'readFile',
    'readFileSync',
    'stat',
    'statSync',
  ],
  promised: ['access', 'lstat', 'open', 'readFile', 'stat'],
} as const;

/** True unless the call opens the file for writing. */
export function isOpenForReading(name: string, [, flags]: readonly unknown[]): boolean {
  if (name !== 'open' && name !== 'openSync') return true;
  return typeof flags === 'string'
    ? /^rs?$/u.test(flags)
    : typeof flags !== 'number' || flags === 0;
}

/** Returns an absolute path; null where the file is named in another way, such as by its number. */
export function readPathArgument(argument: unknown): string | null {
  if (typeof argument === 'string') return resolve(argument);
  if (argument instanceof URL && argument.protocol === 'file:') return fileURLToPath(argument);
  return Buffer.isBuffer(argument) ? resolve(argument.toString()) : null;
}
