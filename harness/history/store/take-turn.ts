import { join } from 'node:path';
import type { Files } from '../../host/files.ts';
import { EXIT } from '../../model/exit-code.ts';
import { UserError } from '../../model/user-error.ts';
import { historyFolder } from '../state-folder.ts';

/** How long others are waited for, milliseconds. */
const WAIT_MS = 10_000;

/** What SQLite says while another process has its turn, and while that one is about to end it. */
const [BUSY, LOCKED] = [5, 6];

/**
 * Waits until no other process writes the files of a history that are read and written again, or grow:
 * decisions, and what expired. The operating system ends the turn of a process that is killed: what is
 * locked is an empty database of SQLite. Where nothing can be locked, as on some network file systems,
 * there are no turns.
 * @param name - Of the lock. Default: that of who writes these files.
 * @returns how to end the turn.
 * @throws UserError where another one takes longer than `waitMs`.
 */
export function takeTurn(
  files: Files,
  stateFolder: string,
  waitMs = WAIT_MS,
  name = '.turns',
): () => void {
  const folder = historyFolder(stateFolder);
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
    const code = (error as { readonly errcode?: unknown }).errcode;
    if (code !== BUSY && code !== LOCKED) return () => undefined;
    throw new UserError({
      code: 'history-locked',
      message: `The history in ${stateFolder} cannot be written: another process has been writing it for ${waitMs / 1_000} s.`,
      remedy: 'Wait until that has ended, and try again.',
      exitCode: EXIT.usage,
      cause: error,
    });
  }
}

/** The same, for what is done at one go. */
export function inTurn<T>(files: Files, stateFolder: string, work: () => T): T {
  const end = takeTurn(files, stateFolder);
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
