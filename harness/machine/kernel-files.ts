import type { Files } from '../host/files.ts';
import type { KernelFiles } from '../host/platform/platform.ts';
import { listQuietly, readQuietly } from './read-quietly.ts';

/** The files by which a system tells of itself, among those of a host. */
export function kernelFiles(files: Files): KernelFiles {
  return {
    read: (path) => readQuietly(files, path),
    list: (folder) => listQuietly(files, folder),
  };
}
