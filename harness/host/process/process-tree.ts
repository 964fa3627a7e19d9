import { readdirSync } from 'node:fs';
import { readKernelFile } from './kernel-file.ts';
import { START_FIELD } from './process-alive.ts';
import { hasEnded } from './process-state.ts';

/**
 * Name of the environment variable that marks every process of a tree. Its value is a path of
 * tokens, outermost first, so that a tree inside a tree is found by either token. Unlike process
 * groups and parent links it survives `setsid`, double forks and the death of the parent.
 */
export const TREE_VARIABLE = 'PERF_HARNESS_TREE';

/** `SIGTERM`. The public entry tells of processes, and is read without the types of Node.js too. */
export type SignalName = `SIG${string}`;

/** The processes of one started program: its group, and the token in the environment of all. */
export interface ProcessTree {
  readonly pid: number;
  readonly token: string;
  /** Start of the first process as the kernel tells it: none of the others is older. null: not known. */
  readonly startedTicks: string | null;
}

/** The environment's marker with this tree added to it. */
export function markTree(outer: string | undefined, token: string): string {
  return outer === undefined || outer === '' ? token : `${outer}:${token}`;
}

/** Process ids of the tree that are still there, this process left out. Those that have ended do not count. */
export function livingProcesses(tree: ProcessTree): readonly number[] {
  if (process.platform !== 'linux') return isGroupAlive(tree.pid) ? [tree.pid] : [];
  const found: number[] = [];
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    if (isMember(pid, tree)) found.push(pid);
  }
  return found;
}

/**
 * Sends a signal to every process of the tree; those that are gone already do not matter.
 * @param living - Those that were there a moment ago, where they are known.
 */
export function signalTree(
  tree: ProcessTree,
  signal: SignalName,
  living: readonly number[] = livingProcesses(tree),
): void {
  sendSignal(-tree.pid, signal);
  for (const pid of living) sendSignal(pid, signal);
}

function sendSignal(pid: number, signal: SignalName): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone, or never a group leader: nothing to end.
  }
}

function isGroupAlive(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false;
  }
}

function isMember(pid: number, tree: ProcessTree): boolean {
  const stat = readKernelFile(`/proc/${pid}/stat`);
  if (stat === null) return false;
  // "pid (name) state ppid pgrp …": the name may hold blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (hasEnded(fields)) return false;
  if (Number(fields[2]) === tree.pid) return true;
  if (Number(fields[START_FIELD]) < Number(tree.startedTicks)) return false;
  return readKernelFile(`/proc/${pid}/environ`)?.includes(tree.token) ?? false;
}
