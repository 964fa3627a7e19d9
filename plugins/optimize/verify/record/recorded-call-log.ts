import { appendFileSync, closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import type { Call, CallbackCall } from '../sessions/recorded-call-session.ts';

export type LogLine =
  | SessionLine
  /** Calls of each function so far, written down or not. */
  | { readonly counts: Readonly<Record<string, number>> };

/** Line of a session: its start, which has `file`, or a part of a call. */
export interface SessionLine {
  /** Number of the session. */
  readonly s: number;
  readonly file?: string;
  /** Function that a call begins of. */
  readonly name?: string;
  readonly begin?: BegunCall;
  readonly end?: EndedCall;
  /** Callback that was called, or has answered, after its call was over. */
  readonly late?: LateCallback;
}

export type BegunCall = Omit<Call, 'outcome' | 'after' | 'callbacks' | 'ms' | 'files'>;
export type EndedCall = Pick<Call, 'id' | 'outcome' | 'after' | 'callbacks' | 'ms' | 'files'>;

export interface LateCallback {
  readonly id: number;
  /** Index among the callbacks of the call. */
  readonly at: number;
  readonly callback: CallbackCall;
}

/** Maximum number of characters written per thread. */
const MOST_CHARACTERS = 50_000_000;
const MAX_LINE_LENGTH = 8_000_000;
/** File with one line per process: its time spent on recording, milliseconds. */
const TIMES_FILE = 'spent.txt';

export interface CallLog {
  /** Writes synchronously, so that a kill loses nothing; returns false if there is no room. */
  readonly write: (line: LogLine) => boolean;
}

/** Opens a log file, a separate one for each thread of each process. */
export function openCallLog(folder: string): CallLog {
  const path = join(folder, `${process.pid}-${threadId}-${Date.now().toString(36)}.calls`);
  const file = openSync(path, 'a', 0o600);
  let left = MOST_CHARACTERS;
  let isOpen = true;
  process.once('exit', () => {
    // Lines that come later in the same turn are still appended.
    isOpen = false;
    closeSync(file);
  });
  return {
    write: (line) => {
      const text = `${JSON.stringify(line)}\n`;
      if (text.length > Math.min(left, MAX_LINE_LENGTH)) return false;
      left -= text.length;
      if (isOpen) writeSync(file, text);
      else appendFileSync(path, text);
      return true;
    },
  };
}

/** Returns the time that recording took in all processes that have ended, milliseconds. */
export function readRecordingTime(folder: string): number {
  try {
    const lines = readFileSync(join(folder, TIMES_FILE), 'utf8').split('\n');
    return lines.reduce((sum, line) => sum + (Number(line) || 0), 0);
  } catch {
    // This is the first process.
    return 0;
  }
}

export function addRecordingTime(folder: string, spentMs: number): void {
  try {
    appendFileSync(join(folder, TIMES_FILE), `${Math.round(spentMs)}\n`);
  } catch {
    // The folder was removed, so nobody will read it.
  }
}
