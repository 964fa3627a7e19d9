import type { Files } from '../host/file-operations.ts';
import type { KernelFiles } from '../host/platform/platform.ts';

/** Returns null if unreadable: /proc and /sys files vanish, deny access, differ by kernel. */
export function tryReadFile(files: Files, path: string): string | null {
  try {
    return files.read(path);
  } catch {
    return null;
  }
}

/** Returns the names in a system folder; empty if it cannot be read. */
export function tryListFolder(files: Files, folder: string): readonly string[] {
  try {
    return files.list(folder);
  } catch {
    return [];
  }
}

/** Returns access to the kernel's files through the files of a host. */
export function openKernelFiles(files: Files): KernelFiles {
  return {
    read: (path) => tryReadFile(files, path),
    list: (folder) => tryListFolder(files, folder),
  };
}
