/** CPU time since boot over all cores, in ticks of 10 ms. */
export interface CpuTimes {
  readonly busy: number;
  /** Wanted by this system and given to another one by the hypervisor. */
  readonly steal: number;
  readonly total: number;
}

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
