import { join } from 'node:path';
import type { Files } from '../../host/file-operations.ts';
import { EXIT } from '../../model/exit-code.ts';
import { UserError } from '../../model/user-error.ts';
import { stateSubfolder } from '../project-state-folder.ts';
import { loadSqlite } from './sqlite-database.ts';

/** Default timeout for other processes, milliseconds. */
const WAIT_MS = 10_000;

/** SQLite's codes while another process holds the lock, and while it is about to release it. */
const [BUSY, LOCKED] = [5, 6];

/** Options of a lock on files that several processes rewrite. */
export interface FileLockOptions {
  /** Folder of the files; absolute. */
  readonly folder: string;
  /** Name of the files in a message: `The history in /work/.perf-harness`. */
  readonly what: string;
  readonly code: string;
  /** Timeout for other processes, milliseconds. Default: 10 s. */
  readonly waitMs?: number;
  /** Name of the lock in the folder. Default: `.turns`. */
  readonly name?: string;
}

/**
 * Waits until no other process writes the history files that are rewritten or appended to:
 * decisions and expired runs.
 * @param name - Name of the lock. Default: that of the writers of these files.
 * @returns Function that releases the lock.
 * @throws UserError if another process takes longer than `waitMs`.
 */
export function lockHistoryFiles(
  files: Pick<Files, 'makeFolder'>,
  stateFolder: string,
  waitMs = WAIT_MS,
  name = '.turns',
): () => void {
  const what = `The history in ${stateFolder}`;
  return acquireFileLock(files, {
    folder: stateSubfolder(stateFolder, 'history'),
    what,
    code: 'history-locked',
    waitMs,
    name,
  });
}

/**
 * Waits until no other process has the lock on some files. The operating system releases the lock
 * of a killed process, since the lock is on an empty SQLite database. If locking is impossible, as
 * on some network file systems, there is no lock.
 * @returns Function that releases the lock.
 * @throws UserError if another process takes longer than `waitMs`.
 */
export function acquireFileLock(
  files: Pick<Files, 'makeFolder'>,
  { folder, what, code, waitMs = WAIT_MS, name = '.turns' }: FileLockOptions,
): () => void {
  files.makeFolder(folder);
  const path = join(folder, name);
  try {
    const database = new (loadSqlite().DatabaseSync)(path, { timeout: waitMs });
    try {
      database.exec('BEGIN IMMEDIATE');
    } catch (error) {
      database.close();
      throw error;
    }
    return () => database.close();
  } catch (error) {
    const errorCode = (error as { readonly errcode?: unknown }).errcode;
    if (errorCode !== BUSY && errorCode !== LOCKED) return () => undefined;
    throw new UserError({
      code,
      message: `${what} cannot be written because another process has been writing to it for ${waitMs / 1_000} s.`,
      remedy: 'Wait until that process ends, and try again.',
      exitCode: EXIT.usage,
      cause: error,
    });
  }
}

/** Runs synchronous work under the lock of the history files. */
export function withHistoryLock<T>(files: Files, stateFolder: string, work: () => T): T {
  const release = lockHistoryFiles(files, stateFolder);
  try {
    return work();
  } finally {
    release();
  }
}
