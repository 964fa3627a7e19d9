/** Runs in the measured process: notices the beginning of the measured stretch. */
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { RECORDING_RESTART_MARKER_FILE } from './recording-restart-marker-file.ts';

/** Calls back when the measured period begins, immediately in a thread that starts later. */
export function onProfileRecordingRestart(folder: string, restart: () => void): void {
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
