import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** File with one line per process: its time spent on recording, milliseconds. */
const FILE = 'spent.txt';

/** Returns the time that recording took in all processes that have ended, milliseconds. */
export function readRecordingTime(folder: string): number {
  try {
    const lines = readFileSync(join(folder, FILE), 'utf8').split('\n');
    return lines.reduce((sum, line) => sum + (Number(line) || 0), 0);
  } catch {
    // This is the first process.
    return 0;
  }
}

/** To be called at the end of a process. */
export function addRecordingTime(folder: string, spentMs: number): void {
  try {
    appendFileSync(join(folder, FILE), `${Math.round(spentMs)}\n`);
  } catch {
    // The folder was removed, so nobody will read it.
  }
}
