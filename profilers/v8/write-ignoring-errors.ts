import { renameSync, writeFileSync } from 'node:fs';

/**
 * Writes a file of a measured program atomically, and ignores errors so that the program is not
 * disturbed.
 */
export function writeIgnoringErrors(path: string, text: string): void {
  try {
    writeFileSync(`${path}.tmp`, text);
    renameSync(`${path}.tmp`, path);
  } catch {
    // Disk full, or the folder is gone: the reader finds a recording that was begun but not
    // written.
  }
}
