import { join } from 'node:path';
import type { Files } from '../../host/files.ts';
import { EXIT } from '../../model/exit-code.ts';
import { UserError } from '../../model/user-error.ts';
import { historyFolder } from '../state-folder.ts';

/** Milliseconds. */
const WAIT_MS = 10_000;

/** SQLite's codes while another process holds the lock, and while it is about to release it. */
const [BUSY, LOCKED] = [5, 6];

/** Files that one process at a time reads and writes again. */
export interface FileLockOptions {
  /** Folder of the files; absolute. */
  readonly folder: string;
  /** As a message names them: `The history in /work/.perf-harness`. */
  readonly what: string;
  /** Code of the error where another one takes too long. */
  readonly code: string;
  /** Timeout for other processes, milliseconds. Default: 10 s. */
  readonly waitMs?: number;
  /** Name of the lock in the folder. Default: `.turns`. */
  readonly name?: string;
}

/**
 * Waits until no other process writes the files of a history that are read and written again, or grow:
 * decisions, and what expired.
 * @param name - Of the lock. Default: that of who writes these files.
 * @returns how to end the turn.
 * @throws UserError where another one takes longer than `waitMs`.
 */
export function lockHistoryFiles(
  files: Pick<Files, 'makeFolder'>,
  stateFolder: string,
  waitMs = WAIT_MS,
  name = '.turns',
): () => void {
  const what = `The history in ${stateFolder}`;
  return beginTurn(files, {
    folder: historyFolder(stateFolder),
    what,
    code: 'history-locked',
    waitMs,
    name,
  });
}

/**
 * Waits until no other process has its turn with some files. The operating system ends the turn of a
 * process that is killed: what is locked is an empty database of SQLite. Where nothing can be locked,
 * as on some network file systems, there are no turns.
 * @returns how to end the turn.
 * @throws UserError where another one takes longer than `waitMs`.
 */
export function beginTurn(
  files: Pick<Files, 'makeFolder'>,
  { folder, what, code, waitMs = WAIT_MS, name = '.turns' }: FileLockOptions,
): () => void {
  files.makeFolder(folder);
  const path = join(folder, name);
  const sqlite = withoutWarning(() => process.getBuiltinModule('node:sqlite'));
  if (sqlite === undefined) return () => undefined;
  try {
    const database = new sqlite.DatabaseSync(path, { timeout: waitMs });
    try {
      database.exec('BEGIN IMMEDIATE');
    } catch (error) {
      database.close();
      throw error;
    }
    return () => database.close();
  } catch (error) {
    const said = (error as { readonly errcode?: unknown }).errcode;
    if (said !== BUSY && said !== LOCKED) return () => undefined;
    throw new UserError({
      code,
      message: `${what} cannot be written: another process has been writing it for ${waitMs / 1_000} s.`,
      remedy: 'Wait until that has ended, and try again.',
      exitCode: EXIT.usage,
      cause: error,
    });
  }
}

/** The same, for what is done at one go. */
export function withHistoryLock<T>(files: Files, stateFolder: string, work: () => T): T {
  const end = lockHistoryFiles(files, stateFolder);
  try {
    return work();
  } finally {
    end();
  }
}

/** Node.js 22 says that SQLite is experimental, which is no news to who looks at a trend. */
function withoutWarning<T>(load: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = (() => {}) as typeof process.emitWarning;
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
