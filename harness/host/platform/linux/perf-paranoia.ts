import { readKernelFile } from './kernel-file.ts';

/** How much the kernel keeps perf from (`kernel.perf_event_paranoid`); null: it does not tell. */
export function perfParanoia(): string | null {
  return readKernelFile('/proc/sys/kernel/perf_event_paranoid')?.trim() ?? null;
}
