import type { Files } from '../host/file-operations.ts';
import type { KernelFiles } from '../host/platform/platform.ts';

/**
 * Returns null if the file cannot be read: files under /proc and /sys vanish, deny access and
 * differ between kernels.
 */
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
