import { readFileSync } from 'node:fs';
import type { StorageTraffic } from './messages.ts';

/**
 * Storage traffic of this process and of every descendant that was reaped: when a process is
 * reaped, the kernel adds its account, its own reaped children included, to its parent's.
 * null where the kernel was built without this account.
 */
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

/** What happened between two readings; null where either is missing. */
export function trafficBetween(
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
