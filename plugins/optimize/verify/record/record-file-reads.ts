import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileInput } from '../recorded-call-session.ts';
import { isOpenForReading, READING_FUNCTIONS } from './functions-that-read-files.ts';

/** Largest file whose content is recorded, and most bytes of all files of a process. */
const MOST_BYTES = 256_000;
const MOST_BYTES_OF_ALL = 8_000_000;
const MOST_FILES_OF_CALL = 8;
/** Modules differ between the sides, so their own text answers. */
const MODULE = /\.[cm]?[jt]sx?$|[\\/]node_modules[\\/]/u;

/** Files that a call has read so far, by their paths. */
export type ReadFiles = Map<string, FileInput>;

/**
 * Records the content of each file at the moment when a call first reads it, by wrapping the
 * functions of `node:fs` that take a path.
 * @param readBy - Returns the files of the calls that are running, one within the other.
 */
export function watchFileReads(readBy: () => readonly ReadFiles[]): void {
  const fs = process.getBuiltinModule('node:fs');
  const { readFileSync, statSync } = fs;
  let left = MOST_BYTES_OF_ALL;
  const note = (given: readonly unknown[]): void => {
    const path = pathOf(given[0]);
    if (path === null || MODULE.test(path)) return;
    const lacking = readBy().filter((files) => !files.has(path) && files.size < MOST_FILES_OF_CALL);
    if (lacking.length === 0) return;
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile() !== true || found.size > Math.min(MOST_BYTES, left)) return;
    const content = readFileSync(path);
    left -= content.length;
    for (const files of lacking) files.set(path, { path, content: content.toString('base64') });
  };
  for (const [owner, names] of [
    [fs, READING_FUNCTIONS.direct],
    [fs.promises, READING_FUNCTIONS.promised],
  ] as const) {
    for (const name of names) watch(owner, name, note);
  }
  process.getBuiltinModule('node:module').syncBuiltinESMExports();
}

function watch(owner: object, name: string, note: (given: readonly unknown[]) => void): void {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== 'function') return;
  const watched = new Proxy(original, {
    apply: (target, self, given: unknown[]) => {
      try {
        if (isOpenForReading(name, given)) note(given);
      } catch {
        // The program finds out itself that it cannot read the file.
      }
      return Reflect.apply(target, self, given) as unknown;
    },
  });
  Object.defineProperty(owner, name, { value: watched, writable: true, configurable: true });
}

/** Returns an absolute path; null where the file is named in another way, such as by its number. */
function pathOf(given: unknown): string | null {
  if (typeof given === 'string') return resolve(given);
  if (given instanceof URL && given.protocol === 'file:') return fileURLToPath(given);
  return Buffer.isBuffer(given) ? resolve(given.toString()) : null;
}

/** Adds the path within the project to files that lie in it. */
export function placeFiles(root: string, files: ReadFiles): readonly FileInput[] {
  return [...files.values()].map((file) => {
    const within = relative(root, file.path);
    const isWithin = within !== '' && !within.startsWith('..') && !isAbsolute(within);
    return isWithin ? { ...file, project: within.split(sep).join('/') } : file;
  });
}
