import { readFileSync } from 'node:fs';

/** Bytes transferred between a process and storage, without the page cache. */
export interface StorageTraffic {
  readonly readBytes: number;
  /** Counted when a page becomes dirty, so a file that is deleted right after counts too. */
  readonly writtenBytes: number;
  /** Written bytes that never reached storage because the file was cut or deleted. */
  readonly cancelledBytes: number;
}

/** Storage traffic of this process and its reaped descendants, which the kernel adds up; null: no such account. */
export function readStorageTraffic(): StorageTraffic | null {
  try {
    return parseStorageTraffic(readFileSync('/proc/self/io', 'utf8'));
  } catch {
    return null;
  }
}

export function parseStorageTraffic(text: string): StorageTraffic | null {
  const bytesOf = (name: string): number =>
    Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  const traffic = {
    readBytes: bytesOf('read_bytes'),
    writtenBytes: bytesOf('write_bytes'),
    cancelledBytes: bytesOf('cancelled_write_bytes'),
  };
  return Object.values(traffic).some(Number.isNaN) ? null : traffic;
}

/** Returns the traffic between two readings; null where either is missing. */
export function computeTrafficBetween(
  before: StorageTraffic | null,
  after: StorageTraffic | null,
): StorageTraffic | null {
  if (before === null || after === null) return null;
  return {
    readBytes: after.readBytes - before.readBytes,
    writtenBytes: after.writtenBytes - before.writtenBytes,
    cancelledBytes: after.cancelledBytes - before.cancelledBytes,
  };
}
