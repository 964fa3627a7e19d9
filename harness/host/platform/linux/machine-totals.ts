import type { KernelFiles, MachineTotals } from '../machine-reader.ts';

/** Reads /proc/stat, /proc/diskstats and /proc/pressure/memory (proc(5), psi). */
export function readMachineTotals(kernel: KernelFiles): MachineTotals {
  const read = (path: string): string => kernel.read(path) ?? '';
  return {
    cores: parseCores(read('/proc/stat')),
    disks: parseDisks(read('/proc/diskstats')),
    memoryWaitUs: parseMemoryWait(read('/proc/pressure/memory')),
  };
}

/** user, nice, system, idle, iowait, irq, softirq, steal; what follows is part of the first two. */
function parseCores(text: string): MachineTotals['cores'] {
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
