import { readKernelFile } from './kernel-file.ts';

const KIB = 1_024;

/**
 * Largest resident memory of a process so far, bytes, from its /proc/<pid>/status; null where that does
 * not tell. What a process says of itself (getrusage(2)) begins with that of the one that started it.
 */
export function highWaterOf(status: string): number | null {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * KIB;
}

/** That of this process; null where the system does not tell. */
export function readHighWater(): number | null {
  return highWaterOf(readKernelFile('/proc/self/status') ?? '');
}
