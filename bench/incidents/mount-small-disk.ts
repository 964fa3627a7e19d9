import { statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mountDisk } from '../../test/support/mount-disk.ts';

/** A disk of its own, in memory. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves no byte free. */
  readonly fill: () => void;
  readonly remove: () => void;
}

/** Mounts a disk at a folder; root alone can. */
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
