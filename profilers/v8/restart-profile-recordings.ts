import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../../harness/host.ts';
import { findThreadsWithFile } from './read-profile-folder.ts';
import { RECORDING_RESTART_MARKER_FILE } from './restart-recording-when-measurement-begins.ts';

/** Longest wait for threads to begin anew, milliseconds; a self-blocked thread cannot respond. */
const PATIENCE_MS = 1_000;
const LOOK_MS = 5;

export async function restartProfileRecordings(host: Host, folder: string): Promise<void> {
  host.files.writeAtomic(join(folder, RECORDING_RESTART_MARKER_FILE), '');
  const deadline = host.clock.monotonicMs() + PATIENCE_MS;
  while (findThreadsNotRestarted(host, folder).length > 0 && host.clock.monotonicMs() < deadline) {
    await sleep(LOOK_MS);
  }
}

export function findThreadsNotRestarted(host: Host, folder: string): readonly string[] {
  const names = host.files.list(folder);
  const restarted = findThreadsWithFile(names, '.restarted');
  return [...findThreadsWithFile(names, '.begun')].filter((thread) => !restarted.has(thread));
}
