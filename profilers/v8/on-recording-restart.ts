/** Runs in the measured process: notices the beginning of the measured stretch. */
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { RESTART_MARKER } from './restart-marker.ts';

/** Calls back when the measured period begins, immediately in a thread that starts later. */
export function onRecordingRestart(folder: string, restart: () => void): void {
  if (existsSync(join(folder, RESTART_MARKER))) {
    restart();
    return;
  }
  try {
    const watcher = watch(folder, (_event, name) => {
      if (name !== RESTART_MARKER) return;
      watcher.close();
      restart();
    });
    watcher.unref();
    watcher.on('error', () => watcher.close());
  } catch {
    // Without a watcher, recording covers everything since the start, and the reader says so.
  }
}
