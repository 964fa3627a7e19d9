import { readdirSync, readFileSync } from 'node:fs';

/** Path at which there is never a program. */
export const NONEXISTENT_PROGRAM = '/proc/self/no-such-program';

/** Returns a path that reopens the file of a descriptor in the opening process. */
export function descriptorPath(descriptor: number): string {
  return `/proc/self/fd/${descriptor}`;
}

/** Returns the kernel's restriction level of perf (`kernel.perf_event_paranoid`); null: unknown. */
export function readPerfParanoia(): string | null {
  return readKernelFile('/proc/sys/kernel/perf_event_paranoid')?.trim() ?? null;
}

/** Reads a file of /proc or /sys; null if missing or unreadable, as for an ended process. */
export function readKernelFile(path: string): string | null {
  return attempt(() => readFileSync(path, 'utf8'));
}

/** Lists a folder of /proc or /sys; null if it does not exist or cannot be read. */
export function listKernelFolder(path: string): readonly string[] | null {
  return attempt(() => readdirSync(path));
}

/** Returns null on errors: processes may end while inspected, and some are inaccessible. */
export function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
