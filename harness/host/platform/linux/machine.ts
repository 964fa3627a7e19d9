import type { CpuTimes, KernelFiles, MachineReader } from '../machine-reader.ts';
import { readMachineTotals } from './machine-totals.ts';
import { isOnBattery } from './power-supply.ts';
import { readProcessTimes } from './process-times.ts';

const CPUS = '/sys/devices/system/cpu';

/** What decides the clock rate of the cores, each once; empty where the system does not say. */
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

/**
 * Reads the first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal; what
 * follows is already part of the first two (proc(5)). null where the text is something else.
 */
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

/** Of all cores since the start of the machine; null where the kernel tells something else. */
function readCpuTimes(kernel: KernelFiles): CpuTimes | null {
  const text = kernel.read('/proc/stat');
  return text === null ? null : parseCpuTimes(text);
}

/**
 * Whether a hypervisor runs this system. x86 processors show it as a flag; elsewhere the
 * kernel names the machine's maker. null where neither says anything.
 */
export function isVirtual(kernel: KernelFiles): boolean | null {
  const cpuinfo = kernel.read('/proc/cpuinfo');
  const flags = cpuinfo?.match(/^flags\s*:(.*)$/m)?.[1];
  if (flags !== undefined) return / hypervisor(?: |$)/.test(flags);
  const maker = kernel.read('/sys/class/dmi/id/sys_vendor');
  if (maker === null) return null;
  return /QEMU|KVM|VMware|Xen|Microsoft|Amazon EC2|Google|innotek|Parallels/i.test(maker);
}
