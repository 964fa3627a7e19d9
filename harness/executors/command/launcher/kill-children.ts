import { listLivingChildren } from '../../../host/platform/linux/list-living-child-processes.ts';
import type { Libc } from './libc-bindings.ts';

const SWEEPS = 100;
const PAUSE_MS = 5;

/** Kills all children except those in `except`, and the descendants that they leave behind. */
export function killChildren(libc: Libc, except: ReadonlySet<number>): void {
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const children = listLivingChildren(except);
    if (children.length === 0) break;
    for (const { pid } of children) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // The process ended by itself in the meantime.
      }
    }
    sleepSync(PAUSE_MS);
    while (libc.wait(-1, false) !== null);
  }
}

export function sleepSync(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
