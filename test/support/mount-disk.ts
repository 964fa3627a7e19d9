import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';

/** A disk of its own of that size at a folder, so that it can be filled. @returns What takes it away. */
export function mountDisk(folder: string, size: string): () => void {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  return () => void execFileSync('umount', ['-l', folder]);
}

/** Takes away the disks in a folder that whoever mounted them could not, since it was killed. */
export function unmountLeftovers(folder: string): void {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  for (const mount of mounts.flatMap((line) => line.split(' ')[1] ?? []))
    if (mount.startsWith(`${folder}/`)) execFileSync('umount', ['-l', mount]);
}
