import { isAbsolute, join, resolve } from 'node:path';
import { types } from 'node:util';
import { interceptFileReads, replaceFunction } from '../record/intercept-file-reads.ts';
import type { FileInput } from '../sessions/recorded-call-session.ts';
import { trackPendingPromise } from './wait-for-call-to-settle.ts';

/** Paths of staged files, by the absolute paths of the files that they stand in for. */
const stagedPaths = new Map<string, string>();

/** Makes the functions of `node:fs` read staged files in place of those that they stand in for. */
export function answerFileReads(): void {
  const { promises } = process.getBuiltinModule('node:fs');
  // Calls wait for the promises of all file operations.
  for (const name of Object.keys(promises)) {
    replaceFunction(promises, name, (target, self, args) => {
      const result: unknown = Reflect.apply(target, self, args);
      if (types.isPromise(result)) trackPendingPromise(result);
      return result;
    });
  }
  interceptFileReads((path) => stagedPaths.get(path));
}

export function forgetFiles(): void {
  stagedPaths.clear();
}

/**
 * Stages the files of a call, in place of those of earlier calls with the same path.
 * @param folders - Folders of the project in the replayed version, and of staged files, absolute.
 */
export function stageFiles(
  inputs: readonly FileInput[],
  folders: { readonly folder: string; readonly files: string },
): void {
  for (const { path, project, content } of inputs) {
    const stagedPath = join(folders.files, content);
    stagedPaths.set(path, stagedPath);
    if (project === undefined || isAbsolute(project)) continue;
    stagedPaths.set(join(folders.folder, project), stagedPath);
    // Relative paths start at the working folder, which both versions share.
    stagedPaths.set(resolve(project), stagedPath);
  }
}
