/** Runs in the measured process: notices the beginning of the measured stretch. */
import { existsSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFileIgnoringErrors } from './write-file-ignoring-errors.ts';

/** Name of the file in a profiler's folder that marks the start of the measured period. */
export const RECORDING_RESTART_MARKER_FILE = 'stretch-begins';

/**
 * Calls back when the measured period begins, immediately in a thread that starts later, and then
 * writes that the thread has restarted.
 */
export function onProfileRecordingRestart(path: string, begin: () => void): void {
  const folder = dirname(path);
  const restart = (): void => {
    begin();
    writeFileIgnoringErrors(`${path}.restarted`, '');
  };
  if (existsSync(join(folder, RECORDING_RESTART_MARKER_FILE))) {
    restart();
    return;
  }
  try {
    const watcher = watch(folder, (_event, name) => {
      if (name !== RECORDING_RESTART_MARKER_FILE) return;
      watcher.close();
      restart();
    });
    watcher.unref();
    watcher.on('error', () => watcher.close());
  } catch {
    // Without a watcher, recording covers everything since the start, and the reader says so.
  }
}
