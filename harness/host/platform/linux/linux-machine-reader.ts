import type { CpuTimes, KernelFiles, MachineReader, MachineTotals } from '../platform.ts';
import { readProcessTimes } from './read-process-status.ts';

/** Reads /proc/stat, /proc/diskstats and /proc/pressure/memory (proc(5), psi). */
export function readMachineTotals(kernel: KernelFiles): MachineTotals {
  const read = (path: string): string => kernel.read(path) ?? '';
  return {
    cores: parseCores(read('/proc/stat')),
    disks: parseDisks(read('/proc/diskstats')),
    memoryWaitUs: parseMemoryWait(read('/proc/pressure/memory')),
  };
}

/** Parses user, nice, system, idle, iowait, irq, softirq, steal; first two include later fields. */
function parseCores(text: string): MachineTotals['cores'] {
  return [...text.matchAll(/^cpu\d+ (.*)$/gm)].map(([, fields = '']) => {
    const [user = 0, nice = 0, kernel = 0, idle = 0, wait = 0, irq = 0, soft = 0, steal = 0] =
      fields.trim().split(/\s+/).map(Number);
    const busy = user + nice + kernel + irq + soft;
    return { busy, total: busy + idle + wait + steal };
  });
}

/** Parses only whole disks, which include their partitions' work; 13th field: busy time. */
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

const SUPPLIES = '/sys/class/power_supply';

/** True if a system battery discharges without mains; null: the system shows no power supply. */
export function isOnBattery(kernel: KernelFiles): boolean | null {
  const supplies = kernel.list(SUPPLIES);
  if (supplies.length === 0) return null;
  const read = (supply: string, field: string): string | null =>
    kernel.read(`${SUPPLIES}/${supply}/${field}`)?.trim() ?? null;
  const hasMains = supplies.some(
    (supply) => read(supply, 'type') !== 'Battery' && read(supply, 'online') === '1',
  );
  if (hasMains) return false;
  return supplies.some(
    (supply) =>
      read(supply, 'type') === 'Battery' &&
      // A mouse has a battery too.
      read(supply, 'scope') !== 'Device' &&
      read(supply, 'status') === 'Discharging',
  );
}

const CPUS = '/sys/devices/system/cpu';

/** Returns frequency governors of the cores, no duplicates; empty if the system reports none. */
export function readGovernors(kernel: KernelFiles): readonly string[] {
  const cpus = kernel.list(CPUS).filter((name) => /^cpu\d+$/.test(name));
  const governors = cpus.flatMap(
    (cpu) => kernel.read(`${CPUS}/${cpu}/cpufreq/scaling_governor`)?.trim() ?? [],
  );
  return [...new Set(governors)].sort();
}

export const LINUX_MACHINE: MachineReader = {
  cpuTimes: readCpuTimes,
  totals: readMachineTotals,
  processTimes: readProcessTimes,
  governors: readGovernors,
  onBattery: isOnBattery,
  isVirtual,
};

/** Reads line 1 of /proc/stat up to steal; user, nice include the rest (proc(5)). null: other. */
export function parseCpuTimes(text: string): CpuTimes | null {
  const fields =
    text
      .match(/^cpu\s+(.*)$/m)?.[1]
      ?.split(/\s+/)
      .map(Number) ?? [];
  if (fields.length < 8 || fields.some((field) => !Number.isFinite(field))) return null;
  const [user = 0, nice = 0, kernel = 0, idle = 0, wait = 0, irq = 0, soft = 0, steal = 0] = fields;
  const busy = user + nice + kernel + irq + soft;
  return { busy, steal, total: busy + idle + wait + steal };
}

/** Reads the CPU times of all cores since boot; null where the kernel reports something else. */
function readCpuTimes(kernel: KernelFiles): CpuTimes | null {
  const text = kernel.read('/proc/stat');
  return text === null ? null : parseCpuTimes(text);
}

/** True if a hypervisor runs this system, by an x86 flag, else by its maker; null: both missing. */
export function isVirtual(kernel: KernelFiles): boolean | null {
  const cpuinfo = kernel.read('/proc/cpuinfo');
  const flags = cpuinfo?.match(/^flags\s*:(.*)$/m)?.[1];
  if (flags !== undefined) return / hypervisor(?: |$)/.test(flags);
  const maker = kernel.read('/sys/class/dmi/id/sys_vendor');
  if (maker === null) return null;
  return /QEMU|KVM|VMware|Xen|Microsoft|Amazon EC2|Google|innotek|Parallels/i.test(maker);
}
