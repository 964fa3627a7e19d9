/** Runs in the measured process: is told when the measured stretch begins. */
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { STRETCH_BEGINS } from './stretch-begins.ts';

/** Calls back when the stretch begins, at once in a thread that starts later. */
export function onStretch(folder: string, restart: () => void): void {
  if (existsSync(join(folder, STRETCH_BEGINS))) {
    restart();
    return;
  }
  try {
    const watcher = watch(folder, (_event, name) => {
      if (name !== STRETCH_BEGINS) return;
      watcher.close();
      restart();
    });
    watcher.unref();
    watcher.on('error', () => watcher.close());
  } catch {
    // What cannot be watched is seen from its start, and the reader says so.
  }
}
