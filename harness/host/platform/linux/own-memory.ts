import { readKernelFile } from './kernel-file.ts';

const KIB = 1_024;

/** Resident memory of a process's own, bytes, see proc_pid_status(5); null: it has gone. */
export function ownMemoryBytes(pid: number): number | null {
  const status = readKernelFile(`/proc/${pid}/status`);
  if (status === null) return null;
  const kib = (name: string): number | undefined => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  // Kernels before 4.5 tell the sum only.
  const own = kib('RssAnon') ?? kib('VmRSS') ?? 0;
  return (own + (kib('RssShmem') ?? 0)) * KIB;
}
