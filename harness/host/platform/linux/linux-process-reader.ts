import { readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { extractNodeFlags, findInspectorPort } from '../parse-node-command-line-flags.ts';
import type {
  ProcessAccount,
  ProcessFacts,
  ProcessOrigin,
  ProcessReader,
  ThreadTimes,
} from '../process-reader.ts';
import {
  countAllowedCores,
  countSockets,
  createPinCommand,
  readProcessCores,
  readProcessSnapshot,
  readThreadCores,
  sumSchedstatMs,
} from './linux-process-resources.ts';
import { attempt, readKernelFile } from './read-proc-and-sys-files.ts';
import {
  parsePeakMemory,
  readProcessState,
  readProcessStatus,
  readStat,
} from './read-process-status.ts';

/** Position behind the process's name in /proc/<pid>/stat (proc(5), field 4). */
const PARENT_FIELD = 1;

/** Returns the parent and the arguments of a process; null: it has gone. */
function readProcessOrigin(pid: number): ProcessOrigin | null {
  const parent = readStat(pid)?.fields[PARENT_FIELD];
  const line = readKernelFile(`/proc/${pid}/cmdline`);
  if (parent === undefined || line === null) return null;
  return { parent: Number(parent), args: line.split('\0').filter((arg) => arg !== '') };
}

/** Reads the account of a living process. null: it has gone. */
export function readProcessAccount(pid: number): ProcessAccount | null {
  const told = readProcessStatus(pid);
  if (told === null) return null;
  const { timeMs, status } = told;
  return {
    pid,
    // Both are never more than the truth: ticks are rounded down, and include ended threads.
    ownCpuMs: Math.max(timeMs(14) + timeMs(15), sumSchedstatMs(pid, 0)),
    endedChildrenCpuMs: timeMs(16) + timeMs(17),
    peakBytes: parsePeakMemory(status) ?? 0,
  };
}

/** Reads the CPU time of a process's main thread and of all its threads; null if it has ended. */
function readThreadTimes(pid: number): ThreadTimes | null {
  const account = readProcessAccount(pid);
  if (account === null) return null;
  return { mainMs: sumSchedstatMs(pid, 0, [`${pid}`]), allMs: account.ownCpuMs };
}

const KIB = 1_024;

/** Resident memory of a process's own, bytes, see proc_pid_status(5); null: it has gone. */
function ownMemoryBytes(pid: number): number | null {
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

export const LINUX_PROCESSES: ProcessReader = {
  state: readProcessState,
  accounts: (pids) => pids.flatMap((pid) => readProcessAccount(pid) ?? []),
  threadTimes: readThreadTimes,
  moment: readProcessSnapshot,
  countSockets,
  allowedCores: countAllowedCores,
  cores: readProcessCores,
  coresOfThreads: readThreadCores,
  holdCommand: createPinCommand,
  origin: readProcessOrigin,
  nameOf: (pid) => readKernelFile(`/proc/${pid}/comm`)?.trim() ?? null,
  ownMemoryBytes,
  inspectable: readInspectable,
  namespace: readNamespace,
};

/** Returns a namespace, such as `pid:[4026531836]`; empty if none. See pid_namespaces(7). */
function readNamespace(): string {
  return attempt(() => readlinkSync('/proc/self/ns/pid')) ?? '';
}

/** SIGUSR1 on Linux (signal(7)). */
const SIGUSR1 = 10n;

/** Reads the facts needed to open the inspector of a process; null: there is no such process. */
function readInspectable(pid: number): ProcessFacts | null {
  const status = readKernelFile(`/proc/${pid}/status`);
  const owner = attempt(() => statSync(`/proc/${pid}`).uid);
  if (status === null || owner === null || /^State:\s+[ZX]/m.test(status)) return null;
  const args = readProcessOrigin(pid)?.args ?? [];
  const inherited = /(?:^|\0)NODE_OPTIONS=(?<options>[^\0]*)/.exec(
    readKernelFile(`/proc/${pid}/environ`) ?? '',
  )?.groups?.options;
  const own = extractNodeFlags(args);
  const flags = [...(inherited ?? '').split(/\s+/), ...own];
  return {
    pid,
    isOwn: owner === process.getuid?.(),
    isNode: isNode(pid),
    hearsSignal: hears(status),
    command: [basename(args[0] ?? '?'), ...args.slice(own.length + 1, own.length + 2)].join(' '),
    ...findInspectorPort(flags),
  };
}

/** True for Node.js by its executable, or by the shared library that some systems build. */
function isNode(pid: number): boolean {
  const program = attempt(() => basename(readlinkSync(`/proc/${pid}/exe`))) ?? '';
  if (/^node(js)?([-\d.]*)?(\.exe)?( \(deleted\))?$/.test(program)) return true;
  return /\/libnode\.so/.test(readKernelFile(`/proc/${pid}/maps`) ?? '');
}

/** By its mask of signals that are caught (proc(5), SigCgt). */
function hears(status: string): boolean {
  const mask = /^SigCgt:\s+(?<mask>[0-9a-f]+)/m.exec(status)?.groups?.mask ?? '0';
  return (BigInt(`0x${mask}`) & (1n << (SIGUSR1 - 1n))) !== 0n;
}
