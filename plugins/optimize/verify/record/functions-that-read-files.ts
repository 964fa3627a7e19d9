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
export function isOpenForReading(name: string, given: readonly unknown[]): boolean {
  const flags = given[1];
  if (name !== 'open' && name !== 'openSync') return true;
  return typeof flags === 'string'
    ? /^rs?$/u.test(flags)
    : typeof flags !== 'number' || flags === 0;
}
