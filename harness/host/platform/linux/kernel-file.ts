import { readdirSync, readFileSync } from 'node:fs';

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
