import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../../harness/host.ts';
import { threadsWith } from './read-folder.ts';
import { STRETCH_BEGINS } from './stretch-begins.ts';

/**
 * Longest wait for threads to begin anew, milliseconds; a thread that blocks itself cannot respond.
 */
const PATIENCE_MS = 1_000;
const LOOK_MS = 5;

/** Has threads that run forget what they have seen, and waits until they have. */
export async function beginStretch(host: Host, folder: string): Promise<void> {
  host.files.writeAtomic(join(folder, STRETCH_BEGINS), '');
  const deadline = host.clock.monotonicMs() + PATIENCE_MS;
  while (notRestarted(host, folder).length > 0 && host.clock.monotonicMs() < deadline) {
    await sleep(LOOK_MS);
  }
}

/** Threads that have not begun anew. */
export function notRestarted(host: Host, folder: string): readonly string[] {
  const names = host.files.list(folder);
  const restarted = threadsWith(names, '.restarted');
  return [...threadsWith(names, '.begun')].filter((thread) => !restarted.has(thread));
}
