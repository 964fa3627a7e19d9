import { renameSync, writeFileSync } from 'node:fs';

/** Writes a measured program's file atomically; ignores errors, so as not to disturb it. */
export function writeFileIgnoringErrors(path: string, text: string): void {
  try {
    writeFileSync(`${path}.tmp`, text);
    renameSync(`${path}.tmp`, path);
  } catch {
    // Disk full, or the folder is gone: the reader finds a recording that was begun but not
    // written.
  }
}
