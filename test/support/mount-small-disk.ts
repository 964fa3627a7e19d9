import { onTestFinished } from 'vitest';
import { mountDisk } from './mount-disk.ts';

/** Mounts a separate disk of this size at a folder, to be filled; unmounts it after the test. */
export function mountSmallDisk(folder: string, size: string): void {
  onTestFinished(mountDisk(folder, size));
}
