import { isAbsolute, join, resolve } from 'node:path';
import { types } from 'node:util';
import {
  isOpenForReading,
  READING_FUNCTIONS,
  readPathArgument,
} from '../record/functions-that-read-files.ts';
import type { FileInput } from '../sessions/recorded-call-session.ts';
import { trackPendingPromise } from './wait-for-call-to-settle.ts';

/** Paths of staged files, by the absolute paths of the files that they stand in for. */
const stagedPaths = new Map<string, string>();

/** Folders that files of a session are found in. */
export interface FileFolders {
  /** Folder of the project in the replayed version, absolute. */
  readonly folder: string;
  /** Folder with staged files, absolute. */
  readonly files: string;
}

/** Makes the functions of `node:fs` read staged files in place of those that they stand in for. */
export function answerFileReads(): void {
  const fs = process.getBuiltinModule('node:fs');
  for (const name of READING_FUNCTIONS.direct) redirectToStagedFile(fs, name);
  for (const name of READING_FUNCTIONS.promised) redirectToStagedFile(fs.promises, name);
  for (const name of Object.keys(fs.promises)) trackPromises(fs.promises, name);
  process.getBuiltinModule('node:module').syncBuiltinESMExports();
}

/** Keeps calls waiting for the promises of a function. */
function trackPromises(owner: object, name: string): void {
  replaceFunction(owner, name, (target, self, args) => {
    const result: unknown = Reflect.apply(target, self, args);
    if (types.isPromise(result)) trackPendingPromise(result);
    return result;
  });
}

function redirectToStagedFile(owner: object, name: string): void {
  replaceFunction(owner, name, (target, self, args) => {
    const isRead = stagedPaths.size > 0 && isOpenForReading(name, args);
    const path = isRead ? readPathArgument(args[0]) : null;
    const stagedPath = path === null ? undefined : stagedPaths.get(path);
    const redirected = stagedPath === undefined ? args : [stagedPath, ...args.slice(1)];
    return Reflect.apply(target, self, redirected) as unknown;
  });
}

type AnyFunction = (...args: unknown[]) => unknown;

function replaceFunction(
  owner: object,
  name: string,
  apply: NonNullable<ProxyHandler<AnyFunction>['apply']>,
): void {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== 'function') return;
  const value = new Proxy(original as AnyFunction, { apply });
  Object.defineProperty(owner, name, { value, writable: true, configurable: true });
}

/** Forgets the files of earlier sessions. */
export function forgetFiles(): void {
  stagedPaths.clear();
}

/** Stages the files of a call, in place of those of earlier calls with the same path. */
export function stageFiles(inputs: readonly FileInput[], { folder, files }: FileFolders): void {
  for (const { path, project, content } of inputs) {
    const stagedPath = join(files, content);
    stagedPaths.set(path, stagedPath);
    if (project === undefined || isAbsolute(project)) continue;
    stagedPaths.set(join(folder, project), stagedPath);
    // Relative paths start at the working folder, which both versions share.
    stagedPaths.set(resolve(project), stagedPath);
  }
}
