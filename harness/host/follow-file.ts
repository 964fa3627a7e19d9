import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Reads data appended to a growing file. */
export interface FileFollower {
  /** Returns bytes appended since the last call, up to `MOST`; empty if there is no file yet. */
  readonly read: () => Buffer;
  /** Size of the file at the last read, bytes. */
  readonly size: () => number;
  readonly close: () => void;
}

/** Limit of one read, bytes; the rest is skipped where a file grows faster than it is followed. */
const MOST = 8 * 2 ** 20;

/** Follows a file that another program writes; reads only when `read` is called. */
export function followFile(path: string): FileFollower {
  let descriptor: number | null = null;
  let [position, size] = [0, 0];
  return {
    read: () => {
      descriptor ??= openQuietly(path);
      if (descriptor === null) return Buffer.alloc(0);
      ({ size } = fstatSync(descriptor));
      const buffer = Buffer.alloc(Math.min(MOST, Math.max(0, size - position)));
      const count = readSync(descriptor, buffer, 0, buffer.length, position);
      position = size;
      return buffer.subarray(0, count);
    },
    size: () => size,
    close: () => {
      if (descriptor !== null) closeSync(descriptor);
      descriptor = null;
    },
  };
}

function openQuietly(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null;
  }
}
