import type { Files } from '../host/files.ts';

/**
 * The text of a file of the system, or null: files under /proc and /sys vanish, refuse and differ
 * from kernel to kernel, and none of that is a mistake of the user.
 */
export function readQuietly(files: Files, path: string): string | null {
  try {
    return files.read(path);
  } catch {
    return null;
  }
}

/** Names in a folder of the system; empty where it cannot be read. */
export function listQuietly(files: Files, folder: string): readonly string[] {
  try {
    return files.list(folder);
  } catch {
    return [];
  }
}
