import type { ProcessOrigin } from '../process-reader.ts';
import { readKernelFile } from './kernel-file.ts';
import { readStatFields } from './process-state.ts';

/** Position behind the process's name in /proc/<pid>/stat (proc(5), field 4). */
const PARENT_FIELD = 1;

/** Who started a process, and with what; null: it has gone. */
export function readProcessOrigin(pid: number): ProcessOrigin | null {
  const parent = readStatFields(pid)?.[PARENT_FIELD];
  const line = readKernelFile(`/proc/${pid}/cmdline`);
  if (parent === undefined || line === null) return null;
  return { parent: Number(parent), args: line.split('\0').filter((arg) => arg !== '') };
}
