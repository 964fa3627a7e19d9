import { isAbsolute, relative, sep } from 'node:path';
import type { FileInput } from '../sessions/recorded-call-session.ts';
import { interceptFileReads } from './intercept-file-reads.ts';
import { listFrames, type OpenCall } from './recorded-call-stack.ts';

/** Largest file whose content is recorded, and most bytes of all files of a process. */
const MOST_BYTES = 256_000;
const MOST_BYTES_OF_ALL = 8_000_000;
const MOST_FILES_OF_CALL = 8;
/** Not recorded: modules differ between the versions, so each reads its own. */
const MODULE = /\.[cm]?[jt]sx?$|[\\/]node_modules[\\/]/u;

/** Records the content of each file at the moment when a running call first reads it. */
export function watchFileReads(): void {
  const { readFileSync, statSync } = process.getBuiltinModule('node:fs');
  let remainingBytes = MOST_BYTES_OF_ALL;
  const recordRead = (path: string): void => {
    if (MODULE.test(path)) return;
    const firstReaders = [...listFrames()].flatMap(({ call }) => {
      const isFirstRead =
        call?.isOver === false && !call.files.has(path) && call.files.size < MOST_FILES_OF_CALL;
      return isFirstRead ? [call.files] : [];
    });
    if (firstReaders.length === 0) return;
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isFile() !== true || stats.size > Math.min(MOST_BYTES, remainingBytes)) return;
    const bytes = readFileSync(path);
    remainingBytes -= bytes.length;
    const content = bytes.toString('base64');
    for (const files of firstReaders) files.set(path, { path, content });
  };
  interceptFileReads((path) => {
    try {
      recordRead(path);
    } catch {
      // The program finds out itself that it cannot read the file.
    }
    return undefined;
  });
}

/** Lists files, with the path within the project for those that lie in it. */
export function listReadFiles(root: string, { files }: OpenCall): readonly FileInput[] {
  return [...files.values()].map((file) => {
    const within = relative(root, file.path);
    const isWithin = within !== '' && !within.startsWith('..') && !isAbsolute(within);
    return isWithin ? { ...file, project: within.split(sep).join('/') } : file;
  });
}
