import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';

/** Mounts a separate disk of this size to fill at a folder. @returns a function to unmount it. */
export function mountDisk(folder: string, size: string): () => void {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  return () => void execFileSync('umount', ['-l', folder]);
}

/** Unmounts disks in a folder that a killed process has left. */
export function unmountLeftovers(folder: string): void {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  for (const mount of mounts.flatMap((line) => line.split(' ')[1] ?? []))
    if (mount.startsWith(`${folder}/`)) execFileSync('umount', ['-l', mount]);
}
