import { statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mountDisk } from '../../test/support/mount-disk.ts';

/** A dedicated disk in memory. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves no byte free. */
  readonly fill: () => void;
  readonly remove: () => void;
}

/** Mounts a disk at a folder; requires root. */
export function mountSmallDisk(folder: string, megabytes: number): SmallDisk {
  const remove = mountDisk(folder, `${megabytes}m`);
  return {
    folder,
    fill: () => {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(join(folder, 'backup'), Buffer.alloc(bavail * bsize));
    },
    remove,
  };
}
