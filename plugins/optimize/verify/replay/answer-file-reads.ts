import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';
import { isOpenForReading, READING_FUNCTIONS } from '../record/functions-that-read-files.ts';
import type { FileInput } from '../recorded-call-session.ts';
import { trackPendingPromise } from './wait-for-call-to-settle.ts';

/** Staged files that answer for others, by the absolute paths of those. */
const staged = new Map<string, string>();

/** Folders that files of a session are found in. */
export interface FileFolders {
  /** Folder of the side, absolute. */
  readonly folder: string;
  /** Folder with staged files, absolute. */
  readonly files: string;
}

/** Makes the functions of `node:fs` read staged files in place of those that they answer for. */
export function answerFileReads(): void {
  const fs = process.getBuiltinModule('node:fs');
  for (const name of READING_FUNCTIONS.direct) redirect(fs, name);
  for (const name of READING_FUNCTIONS.promised) redirect(fs.promises, name);
  for (const name of Object.keys(fs.promises)) track(fs.promises, name);
  process.getBuiltinModule('node:module').syncBuiltinESMExports();
}

/** Keeps calls waiting for the promises of a function. */
function track(owner: object, name: string): void {
  replaceFunction(owner, name, (target, self, given) => {
    const result: unknown = Reflect.apply(target, self, given);
    if (types.isPromise(result)) trackPendingPromise(result);
    return result;
  });
}

function redirect(owner: object, name: string): void {
  replaceFunction(owner, name, (target, self, given) => {
    const instead = isOpenForReading(name, given) ? stagedFor(given[0]) : undefined;
    const all = instead === undefined ? given : [instead, ...given.slice(1)];
    return Reflect.apply(target, self, all) as unknown;
  });
}

type Apply = NonNullable<ProxyHandler<(...given: unknown[]) => unknown>['apply']>;

function replaceFunction(owner: object, name: string, apply: Apply): void {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== 'function') return;
  const value = new Proxy(original as (...given: unknown[]) => unknown, { apply });
  Object.defineProperty(owner, name, { value, writable: true, configurable: true });
}

function stagedFor(given: unknown): string | undefined {
  if (staged.size === 0) return undefined;
  if (typeof given === 'string') return staged.get(resolve(given));
  if (Buffer.isBuffer(given)) return staged.get(resolve(given.toString()));
  const isFile = given instanceof URL && given.protocol === 'file:';
  return isFile ? staged.get(fileURLToPath(given)) : undefined;
}

/** Forgets the files of earlier sessions. */
export function forgetFiles(): void {
  staged.clear();
}

/** Stages the files of a call, in place of those of earlier calls with the same path. */
export function stageFiles(given: readonly FileInput[], { folder, files }: FileFolders): void {
  for (const { path, project, content } of given) {
    const instead = join(files, content);
    staged.set(path, instead);
    if (project === undefined || isAbsolute(project)) continue;
    staged.set(join(folder, project), instead);
    // Relative paths start at the working folder, which both sides share.
    staged.set(resolve(project), instead);
  }
}
