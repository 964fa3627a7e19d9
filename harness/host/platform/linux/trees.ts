import { readdirSync } from 'node:fs';
import { sendSignal } from '../send-signal.ts';
import type { ProcessTree, Trees } from '../trees.ts';
import { readKernelFile } from './kernel-file.ts';
import { hasEnded, readStatFields, startOf } from './process-state.ts';

/** Trees are found by their token in the environments of all processes, and by the group of the first. */
export const LINUX_TREES: Trees = {
  ownGroup: true,
  isComplete: true,
  politeEnd: 'signal',
  guardian: 'shell',
  living,
  signal: (tree, signal, known = living(tree)) => {
    sendSignal(-tree.pid, signal);
    for (const pid of known) sendSignal(pid, signal);
  },
};

function living(tree: ProcessTree): readonly number[] {
  const found: number[] = [];
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    if (isMember(pid, tree)) found.push(pid);
  }
  return found;
}

function isMember(pid: number, tree: ProcessTree): boolean {
  const fields = readStatFields(pid);
  if (fields === null || hasEnded(fields)) return false;
  if (Number(fields[2]) === tree.pid) return true;
  if (Number(startOf(fields)) < Number(tree.startedTicks)) return false;
  return readKernelFile(`/proc/${pid}/environ`)?.includes(tree.token) ?? false;
}
