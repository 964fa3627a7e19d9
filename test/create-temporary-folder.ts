/** Tests leave thousands of folders; all are in one that is removed when the tests end. */
import { chmodSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unmountLeftovers } from './support/mount-disk.ts';

/** In memory if there is room: files on disk, which nobody keeps, take 1/5 of the quick set. */
const IN_MEMORY = '/dev/shm';
/** Free space required in memory; tests fill some hundred megabytes at a time. */
const ENOUGH_BYTES = 6e9;

/** Workers are started with the environment of the process that this runs in. */
export function setup(): () => void {
  const place = hasRoom(IN_MEMORY) ? IN_MEMORY : tmpdir();
  removeLeftOver(place);
  const folder = mkdtempSync(join(place, `ph-${process.pid}-`));
  // As the system's own: some programs of the tests run as other users.
  chmodSync(folder, 0o1777);
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > ENOUGH_BYTES;
  } catch {
    return false;
  }
}

/** Removes the folders that killed runs have left behind. */
function removeLeftOver(place: string): void {
  for (const name of readdirSync(place)) {
    const pid = Number(/^ph-(\d+)-/u.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    unmountLeftovers(join(place, name));
    rmSync(join(place, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
