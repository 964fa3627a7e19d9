import type { Host } from '../host.ts';
import type { SystemLoad } from '../model/program/wrong-tool.ts';
import { readQuietly } from './read-quietly.ts';

/** What of the machine was used between two moments; of each nothing where the system does not tell. */
export type UsedMachine = Omit<SystemLoad, 'generatorCpuShare'>;

/** What the machine has counted since it started. */
export interface MachineCounts {
  readonly atMs: number;
  /** Of each core, ticks. */
  readonly cores: readonly { readonly busy: number; readonly total: number }[];
  /** By disk, milliseconds with work. */
  readonly disks: ReadonlyMap<string, number>;
  /** Microseconds in which any task waited for memory; null: not told. */
  readonly memoryWaitUs: number | null;
}

/** Reads what the kernel counts: /proc/stat, /proc/diskstats and /proc/pressure/memory (proc(5), psi). */
export function readMachineCounts({ clock, files, system }: Host): MachineCounts {
  const read = (path: string): string =>
    system.platform === 'linux' ? (readQuietly(files, path) ?? '') : '';
  return {
    atMs: clock.monotonicMs(),
    cores: parseCores(read('/proc/stat')),
    disks: parseDisks(read('/proc/diskstats')),
    memoryWaitUs: parseMemoryWait(read('/proc/pressure/memory')),
  };
}

/** user, nice, system, idle, iowait, irq, softirq, steal; what follows is part of the first two. */
function parseCores(text: string): MachineCounts['cores'] {
  return [...text.matchAll(/^cpu\d+ (.*)$/gm)].map(([, fields = '']) => {
    const [user = 0, nice = 0, kernel = 0, idle = 0, wait = 0, irq = 0, soft = 0, steal = 0] =
      fields.trim().split(/\s+/).map(Number);
    const busy = user + nice + kernel + irq + soft;
    return { busy, total: busy + idle + wait + steal };
  });
}

/** Whole disks only: a partition's work is its disk's. The 13th field is the time with work. */
function parseDisks(text: string): ReadonlyMap<string, number> {
  const disks = new Map<string, number>();
  for (const line of text.split('\n')) {
    const fields = line.trim().split(/\s+/);
    const [name = '', busyMs] = [fields[2], Number(fields[12])];
    if (!/^(?:[hsv]d[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/.test(name)) continue;
    if (Number.isFinite(busyMs)) disks.set(name, busyMs);
  }
  return disks;
}

function parseMemoryWait(text: string): number | null {
  const total = /^some .*total=(\d+)/m.exec(text)?.[1];
  return total === undefined ? null : Number(total);
}

/** What was used in between. */
export function usedBetween(before: MachineCounts, after: MachineCounts): UsedMachine {
  const elapsedMs = after.atMs - before.atMs;
  const shareOfTime = (ms: number): number =>
    elapsedMs <= 0 ? 0 : Math.min(1, Math.max(0, ms / elapsedMs));
  const disks = [...after.disks].map(([name, ms]) => ms - (before.disks.get(name) ?? ms));
  const isTold = after.memoryWaitUs !== null && before.memoryWaitUs !== null;
  return {
    cpuCoresBusyShare: after.cores.map(({ busy, total }, index) => {
      const known = before.cores[index] ?? { busy, total };
      return total <= known.total ? 0 : (busy - known.busy) / (total - known.total);
    }),
    diskBusyShare: disks.length === 0 ? null : shareOfTime(Math.max(...disks)),
    // The link of the machine is not what requests on loopback use.
    networkShare: null,
    memoryPressure: isTold
      ? shareOfTime(((after.memoryWaitUs ?? 0) - (before.memoryWaitUs ?? 0)) / 1_000)
      : null,
  };
}
