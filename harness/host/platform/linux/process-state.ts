import type { ProcessState } from '../process-reader.ts';
import { readKernelFile } from './kernel-file.ts';

/** Positions behind the process's name in /proc/<pid>/stat (proc(5), fields 20 and 22). */
const THREADS_FIELD = 17;
const START_FIELD = 19;

/** Who a process is and whether it has ended; null: there is none of this number. */
export function readProcessState(pid: number): ProcessState | null {
  const fields = readStatFields(pid);
  if (fields === null) return null;
  return { startedTicks: startOf(fields), hasEnded: hasEnded(fields) };
}

/** What /proc/<pid>/stat tells behind the name, the state first; null: there is no such process. */
export function readStatFields(pid: number): readonly string[] | null {
  const stat = readKernelFile(`/proc/${pid}/stat`);
  // "pid (name) state ppid …": the name may hold blanks and parentheses.
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** When the process began, in the kernel's own ticks. */
export function startOf(fields: readonly string[]): string | null {
  return fields[START_FIELD] ?? null;
}

/**
 * Whether a process has ended, though nobody has asked about its end yet. The kernel calls it a zombie
 * from the moment that its first thread has ended; the files and sockets of a server stay open until
 * the last one has.
 * @param fields - What /proc/<pid>/stat tells behind the name, the state first.
 */
export function hasEnded(fields: readonly string[]): boolean {
  const [state] = fields;
  if (state === 'X') return true;
  return state === 'Z' && Number(fields[THREADS_FIELD] ?? 1) <= 1;
}
