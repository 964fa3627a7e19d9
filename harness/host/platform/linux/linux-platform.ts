import { existsSync, readdirSync } from 'node:fs';
import type {
  ListeningProcess,
  OutgoingPorts,
  Platform,
  ProcessTree,
  ProcessTrees,
} from '../platform.ts';
import { POSIX_PROGRAM_STARTER } from '../posix-program-starter.ts';
import { sendSignal } from '../send-signal.ts';
import { socketPath } from '../unix-socket-path.ts';
import { LINUX_MACHINE } from './linux-machine-reader.ts';
import { LINUX_PROCESSES } from './linux-process-reader.ts';
import { listOpenSockets } from './list-process-sockets.ts';
import { readKernelFile } from './read-proc-and-sys-files.ts';
import { hasExited, readStartTicks, readStat } from './read-process-status.ts';

/** Trees are found by their token in the environments of all processes, and by the group of the first. */
const LINUX_TREES: ProcessTrees = {
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
  const last = findLastPid(tree);
  if (last !== null && isSurelyGone(tree, last)) return [];
  const found: number[] = [];
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    if (last !== null && (pid < tree.pid || pid > last)) continue;
    if (isMember(pid, tree)) found.push(pid);
  }
  return found;
}

/** More process numbers than a kernel assigns in a millisecond, under the one lock that it takes. */
const MOST_PIDS_PER_MS = 1_000;

/**
 * Returns the last process number that the kernel assigned. Numbers are assigned upward, so all
 * members of the tree lie between that of the first and this one, and a short program need not
 * have all processes inspected. null: unknown, or the numbers may have started over since.
 */
function findLastPid({ pid, spawnedMs }: ProcessTree): number | null {
  if (spawnedMs === undefined) return null;
  const last = Number(readKernelFile('/proc/sys/kernel/ns_last_pid') ?? Number.NaN);
  const most = Number(readKernelFile('/proc/sys/kernel/pid_max') ?? Number.NaN);
  const isUnrepeated = (performance.now() - spawnedMs) * MOST_PIDS_PER_MS < most;
  return isUnrepeated && last >= pid ? last : null;
}

/** Most numbers to check one by one; listing all processes costs as much. */
const FEW_PIDS = 32;

/**
 * True if no number from the first process to the last assigned is that of a member or of its
 * threads, which `/proc` does not list; false also if the numbers are too many to check.
 */
function isSurelyGone(tree: ProcessTree, last: number): boolean {
  if (last - tree.pid >= FEW_PIDS) return false;
  for (let { pid } = tree; pid <= last; pid += 1) {
    if (existsSync(`/proc/${pid}`) && isMember(pid, tree)) return false;
  }
  return true;
}

function isMember(pid: number, tree: ProcessTree): boolean {
  const fields = readStat(pid)?.fields;
  if (fields === undefined || hasExited(fields)) return false;
  if (Number(fields[2]) === tree.pid) return true;
  if (Number(readStartTicks(fields)) < Number(tree.startedTicks)) return false;
  return readKernelFile(`/proc/${pid}/environ`)?.includes(tree.token) ?? false;
}

const SETTING = '/proc/sys/net/ipv4/ip_local_port_range';

/** Reads the kernel setting, see ip-sysctl.rst; null if it cannot be read. */
function outgoingPorts(): OutgoingPorts | null {
  const [first = 0, last = 0] = (readKernelFile(SETTING) ?? '').trim().split(/\s+/).map(Number);
  return first > 0 && last >= first ? { first, last } : null;
}

/** Linux provides everything, through /proc and /sys. */
export const LINUX: Platform = {
  name: 'linux',
  title: 'Linux',
  nodeName: 'linux',
  trees: LINUX_TREES,
  programs: POSIX_PROGRAM_STARTER,
  processes: LINUX_PROCESSES,
  network: {
    listeningProcesses: findListeningProcesses,
    listeningPorts: findListeningPorts,
    outgoingPorts,
  },
  machine: LINUX_MACHINE,
  lock: 'abstract-socket',
  localAddress: socketPath,
  commandAccounts: 'kernel',
  lacks: [],
};

/** State number of a listening socket in /proc/net/tcp, from the kernel's tcp_states.h. */
const LISTEN = '0A';

/** Finds processes listening on a TCP port; empty if there is none or it is another user's. */
export function findListeningProcesses(port: number): readonly ListeningProcess[] {
  const sockets = new Set([...listeningSockets('tcp', port), ...listeningSockets('tcp6', port)]);
  if (sockets.size === 0) return [];
  const found: ListeningProcess[] = [];
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || !holdsOne(pid, sockets)) continue;
    found.push({ pid, name: LINUX_PROCESSES.nameOf(pid) ?? '?' });
  }
  return found;
}

/** Finds the TCP ports that a process listens on; empty if the system does not report them. */
export function findListeningPorts(pid: number): readonly number[] {
  const sockets = new Set(listOpenSockets(pid));
  const ports = [...listeners('tcp'), ...listeners('tcp6')]
    .filter(({ inode }) => sockets.has(inode))
    .map(({ port }) => port);
  return [...new Set(ports)];
}

/** Inode numbers of the sockets that listen on the port. */
function listeningSockets(protocol: 'tcp' | 'tcp6', port: number): readonly string[] {
  return listeners(protocol)
    .filter((listener) => listener.port === port)
    .map(({ inode }) => inode);
}

interface Listener {
  readonly port: number;
  readonly inode: string;
}

function listeners(protocol: 'tcp' | 'tcp6'): readonly Listener[] {
  const table = readKernelFile(`/proc/net/${protocol}`) ?? '';
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === LISTEN)
    .map(([, local = '', , , , , , , , inode = '']) => ({
      port: Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16),
      inode,
    }));
}

function holdsOne(pid: number, sockets: ReadonlySet<string>): boolean {
  return (listOpenSockets(pid) ?? []).some((inode) => sockets.has(inode));
}
