/** Runs in the measured process: notices the beginning of the measured stretch. */
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
    // Without a watcher, recording covers everything since the start, and the reader says so.
  }
}
