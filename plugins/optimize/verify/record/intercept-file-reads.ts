import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Functions of `node:fs` whose first argument is the path of a file that they read or look for. */
const DIRECT = [
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
];
const PROMISED = ['access', 'lstat', 'open', 'readFile', 'stat'];

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * Calls a function before a file is read by its path.
 * @param onRead - Takes the absolute path; returns the path to read instead, if another.
 */
export function interceptFileReads(onRead: (path: string) => string | undefined): void {
  const fs = process.getBuiltinModule('node:fs');
  const intercept = (owner: object, name: string): void =>
    replaceFunction(owner, name, (target, self, args) => {
      const path = readPath(name, args);
      const other = path === null ? undefined : onRead(path);
      return Reflect.apply(target, self, other === undefined ? args : [other, ...args.slice(1)]);
    });
  for (const name of DIRECT) intercept(fs, name);
  for (const name of PROMISED) intercept(fs.promises, name);
  process.getBuiltinModule('node:module').syncBuiltinESMExports();
}

export function replaceFunction(
  owner: object,
  name: string,
  apply: NonNullable<ProxyHandler<AnyFunction>['apply']>,
): void {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== 'function') return;
  const value = new Proxy(original as AnyFunction, { apply });
  Object.defineProperty(owner, name, { value, writable: true, configurable: true });
}

/** Returns an absolute path; null where a file is written, or named otherwise, as by its number. */
function readPath(name: string, [file, flags]: readonly unknown[]): string | null {
  if (/^open(?:Sync)?$/u.test(name)) {
    const isRead =
      typeof flags === 'string' ? /^rs?$/u.test(flags) : typeof flags !== 'number' || flags === 0;
    if (!isRead) return null;
  }
  if (typeof file === 'string') return resolve(file);
  if (Buffer.isBuffer(file)) return resolve(file.toString());
  try {
    return file instanceof URL ? fileURLToPath(file) : null;
  } catch {
    return null;
  }
}
