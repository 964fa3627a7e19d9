import { describe, expect, test } from 'vitest';
import { LINUX } from '../../../harness/host/platform/linux/linux-platform.ts';
import { createHost, type Host } from '../../../harness/host.ts';
import {
  machineUsageBetween,
  readMachineCounts,
} from '../../../harness/machine/machine-resource-usage.ts';

/** Returns a host whose kernel files have this content. */
function hostTelling(files: Readonly<Record<string, string>>, atMs: number): Host {
  const host = createHost();
  return {
    ...host,
    clock: { ...host.clock, monotonicMs: () => atMs },
    files: { ...host.files, read: (path) => files[path] ?? null },
    platform: LINUX,
  };
}

const stat = (first: string, second: string): string =>
  `cpu  1 2 3\ncpu0 ${first}\ncpu1 ${second}\n`;

describe('machineUsageBetween', () => {
  test('reports each core separately, without the time that the hypervisor took', () => {
    const before = hostTelling({ '/proc/stat': stat('100 0 0 0 0 0 0 0', '0 0 0 100 0 0 0 0') }, 0);
    const after = hostTelling(
      { '/proc/stat': stat('170 10 20 0 0 0 0 0', '0 0 0 150 25 0 0 25') },
      1_000,
    );
    const { cpuCoresBusyShare } = machineUsageBetween(
      readMachineCounts(before),
      readMachineCounts(after),
    );
    expect(cpuCoresBusyShare).toEqual([1, 0]);
  });

  test('reports the busiest whole disk, and no partition of it', () => {
    const disks = (sda: number, part: number, nvme: number): string =>
      [
        ` 8 0 sda 1 0 8 1 1 0 8 1 0 ${sda} 5`,
        ` 8 1 sda1 1 0 8 1 1 0 8 1 0 ${part} 5`,
        ` 259 0 nvme0n1 1 0 8 1 1 0 8 1 0 ${nvme} 5`,
        ' 7 0 loop0 1 0 8 1 1 0 8 1 0 9999 5',
      ].join('\n');
    const before = hostTelling({ '/proc/diskstats': disks(10, 0, 0) }, 0);
    const after = hostTelling({ '/proc/diskstats': disks(210, 1_000, 960) }, 1_000);
    const { diskBusyShare } = machineUsageBetween(
      readMachineCounts(before),
      readMachineCounts(after),
    );
    expect(diskBusyShare).toBeCloseTo(0.96);
  });

  test('reports the share of the time in which something waited for memory', () => {
    const pressure = (us: number): string =>
      `some avg10=0.00 avg60=0.00 avg300=0.00 total=${us}\nfull avg10=0.00 total=1\n`;
    const before = hostTelling({ '/proc/pressure/memory': pressure(1_000) }, 0);
    const after = hostTelling({ '/proc/pressure/memory': pressure(201_000) }, 1_000);
    const used = machineUsageBetween(readMachineCounts(before), readMachineCounts(after));
    expect(used.memoryPressure).toBeCloseTo(0.2);
  });

  test('reports nothing when the kernel reports nothing', () => {
    const counts = readMachineCounts(hostTelling({}, 0));
    expect(machineUsageBetween(counts, { ...counts, atMs: 5 })).toEqual({
      cpuCoresBusyShare: [],
      diskBusyShare: null,
      networkShare: null,
      memoryPressure: null,
    });
  });

  test('reads the machine that it runs on', () => {
    const { cores } = readMachineCounts(createHost());
    expect(cores.length).toBeGreaterThan(0);
    for (const { busy, total } of cores) expect(busy).toBeLessThanOrEqual(total);
  });
});
