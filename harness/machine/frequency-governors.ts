import type { Files } from '../host/files.ts';
import { listQuietly, readQuietly } from './read-quietly.ts';

const CPUS = '/sys/devices/system/cpu';

/** What decides the clock rate of the cores, each once; empty where the system does not say. */
export function readGovernors(files: Files): readonly string[] {
  const cpus = listQuietly(files, CPUS).filter((name) => /^cpu\d+$/.test(name));
  const governors = cpus.flatMap(
    (cpu) => readQuietly(files, `${CPUS}/${cpu}/cpufreq/scaling_governor`)?.trim() ?? [],
  );
  return [...new Set(governors)].sort();
}
