import type { KernelFiles } from '../machine-reader.ts';

const CPUS = '/sys/devices/system/cpu';

/** What decides the clock rate of the cores, each once; empty where the system does not say. */
export function readGovernors(kernel: KernelFiles): readonly string[] {
  const cpus = kernel.list(CPUS).filter((name) => /^cpu\d+$/.test(name));
  const governors = cpus.flatMap(
    (cpu) => kernel.read(`${CPUS}/${cpu}/cpufreq/scaling_governor`)?.trim() ?? [],
  );
  return [...new Set(governors)].sort();
}
