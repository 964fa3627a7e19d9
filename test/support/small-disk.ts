import { onTestFinished } from 'vitest';
import { mountDisk } from './mount-disk.ts';

/** A disk of its own of that size at a folder, so that it can be filled; gone after the test. */
export function mountSmallDisk(folder: string, size: string): void {
  onTestFinished(mountDisk(folder, size));
}
