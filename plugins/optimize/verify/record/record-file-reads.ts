import { isAbsolute, relative, sep } from 'node:path';
import type { FileInput } from '../sessions/recorded-call-session.ts';
import {
  isOpenForReading,
  READING_FUNCTIONS,
  readPathArgument,
} from './functions-that-read-files.ts';

/** Largest file whose content is recorded, and most bytes of all files of a process. */
const MOST_BYTES = 256_000;
const MOST_BYTES_OF_ALL = 8_000_000;
const MOST_FILES_OF_CALL = 8;
/** Not recorded: modules differ between the versions, so each reads its own. */
const MODULE = /\.[cm]?[jt]sx?$|[\\/]node_modules[\\/]/u;

/** Files that a call has read so far, by their paths. */
export type ReadFiles = Map<string, FileInput>;

/**
 * Records the content of each file at the moment when a call first reads it, by wrapping the
 * functions of `node:fs` that take a path.
 * @param runningCalls - Returns the files of the calls that are running, one within the other.
 */
export function watchFileReads(runningCalls: () => readonly ReadFiles[]): void {
  const fs = process.getBuiltinModule('node:fs');
  const { readFileSync, statSync } = fs;
  let remainingBytes = MOST_BYTES_OF_ALL;
  const recordRead = (argument: unknown): void => {
    const path = readPathArgument(argument);
    if (path === null || MODULE.test(path)) return;
    const firstReaders = runningCalls().filter(
      (files) => !files.has(path) && files.size < MOST_FILES_OF_CALL,
    );
    if (firstReaders.length === 0) return;
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isFile() !== true || stats.size > Math.min(MOST_BYTES, remainingBytes)) return;
    const bytes = readFileSync(path);
    remainingBytes -= bytes.length;
    const content = bytes.toString('base64');
    for (const files of firstReaders) files.set(path, { path, content });
  };
  for (const [owner, names] of [
    [fs, READING_FUNCTIONS.direct],
    [fs.promises, READING_FUNCTIONS.promised],
  ] as const) {
    for (const name of names) watch(owner, name, recordRead);
  }
  process.getBuiltinModule('node:module').syncBuiltinESMExports();
}

function watch(owner: object, name: string, recordRead: (path: unknown) => void): void {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== 'function') return;
  const watched = new Proxy(original, {
    apply: (target, self, args: unknown[]) => {
      try {
        if (isOpenForReading(name, args)) recordRead(args[0]);
      } catch {
        // The program finds out itself that it cannot read the file.
      }
      return Reflect.apply(target, self, args) as unknown;
    },
  });
  Object.defineProperty(owner, name, { value: watched, writable: true, configurable: true });
}

/** Lists files, with the path within the project for those that lie in it. */
export function listReadFiles(root: string, files: ReadFiles): readonly FileInput[] {
  return [...files.values()].map((file) => {
    const within = relative(root, file.path);
    const isWithin = within !== '' && !within.startsWith('..') && !isAbsolute(within);
    return isWithin ? { ...file, project: within.split(sep).join('/') } : file;
  });
}
