/** Data about itself that the launcher reads from /proc. */
import { describe, expect, it } from 'vitest';
import {
  computeTrafficBetween,
  parseStorageTraffic,
} from '../../../../../harness/host/platform/linux/process-storage-traffic.ts';
import { findCleanFileMappings } from '../../../../../harness/host/platform/linux/release-resident-memory.ts';

const mapping = (range: string, rights: string, inode: number, anonymousKb: number): string =>
  `${range} ${rights} 00000000 fe:00 ${inode}     /usr/bin/program\nSize: 8 kB\nRss: 8 kB\nAnonymous:      ${anonymousKb} kB\nVmFlags: rd mr mw me\n`;

describe('reclaimable mappings', () => {
  it('are mappings of files, not writable and without pages of their own', () => {
    const smaps = [
      mapping('1000-3000', 'r-xp', 11, 0),
      mapping('4000-5000', 'r--p', 11, 0),
      mapping('6000-7000', 'r--p', 11, 4), // relocated, then protected
      mapping('8000-9000', 'rw-p', 11, 0),
      mapping('a000-b000', 'r-xp', 0, 0), // generated code
      mapping('c000-d000', 'r--s', 11, 0), // shared with others
    ].join('');
    expect(findCleanFileMappings(smaps)).toEqual([
      { start: 0x1000n, length: 0x2000n },
      { start: 0x4000n, length: 0x1000n },
    ]);
  });
});

describe('storage traffic', () => {
  const text =
    'rchar: 10\nwchar: 20\nsyscr: 1\nsyscw: 2\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 512\n';

  it('leaves out what only went to the page cache', () => {
    expect(parseStorageTraffic(text)).toEqual({
      readBytes: 4_096,
      writtenBytes: 8_192,
      cancelledBytes: 512,
    });
  });

  it('is null when the kernel reports too little', () => {
    expect(parseStorageTraffic('rchar: 10\nwchar: 20\n')).toBeNull();
    expect(computeTrafficBetween(null, parseStorageTraffic(text))).toBeNull();
  });
});
