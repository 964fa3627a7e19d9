import type { CpuTimes, KernelFiles } from '../machine-reader.ts';

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
export function readCpuTimes(kernel: KernelFiles): CpuTimes | null {
  const text = kernel.read('/proc/stat');
  return text === null ? null : parseCpuTimes(text);
}
