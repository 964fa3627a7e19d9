import { readdirSync, readFileSync } from 'node:fs';

/** A path at which there is never a program. */
export const NONEXISTENT_PROGRAM = '/proc/self/no-such-program';

/** Opens what a descriptor of the process that opens it stands for, anew. */
export function descriptorPath(descriptor: number): string {
  return `/proc/self/fd/${descriptor}`;
}

/** Returns the kernel's restriction level of perf (`kernel.perf_event_paranoid`); null: unknown. */
export function readPerfParanoia(): string | null {
  return readKernelFile('/proc/sys/kernel/perf_event_paranoid')?.trim() ?? null;
}

/** A text of /proc or /sys; null where there is none, or it may not be read, as of a process that has ended. */
export function readKernelFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** The names in a folder of /proc or /sys; null where there is none, or it may not be read. */
export function listKernelFolder(path: string): readonly string[] | null {
  try {
    return readdirSync(path);
  } catch {
    return null;
  }
}
