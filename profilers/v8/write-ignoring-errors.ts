import { renameSync, writeFileSync } from 'node:fs';

/** Writes a file of a measured program whole or not at all, and does not disturb it where it cannot. */
export function writeIgnoringErrors(path: string, text: string): void {
  try {
    writeFileSync(`${path}.tmp`, text);
    renameSync(`${path}.tmp`, path);
  } catch {
    // Disk full, or the folder is gone: the reader finds something begun and not written.
  }
}
