import { readdirSync } from 'node:fs';
import type { ListeningProcess } from '../platform.ts';
import { readKernelFile } from './kernel-file.ts';
import { socketsOf } from './sockets.ts';

/** State number of a listening socket in /proc/net/tcp, from the kernel's tcp_states.h. */
const LISTEN = '0A';

/**
 * The processes that listen on a TCP port of this machine. Empty where nobody does, or where the
 * process is another user's.
 */
export function listeningProcesses(port: number): readonly ListeningProcess[] {
  const sockets = new Set([...listeningSockets('tcp', port), ...listeningSockets('tcp6', port)]);
  if (sockets.size === 0) return [];
  const found: ListeningProcess[] = [];
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (Number.isInteger(pid) && holdsOne(pid, sockets)) found.push({ pid, name: nameOf(pid) });
  }
  return found;
}

/** The TCP ports that a process listens on; empty where the system does not tell. */
export function listeningPorts(pid: number): readonly number[] {
  const sockets = new Set(socketsOf(pid));
  const ports = [...listeners('tcp'), ...listeners('tcp6')]
    .filter(({ inode }) => sockets.has(inode))
    .map(({ port }) => port);
  return [...new Set(ports)];
}

/** Inode numbers of the sockets that listen on the port. */
function listeningSockets(protocol: 'tcp' | 'tcp6', port: number): readonly string[] {
  return listeners(protocol)
    .filter((one) => one.port === port)
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
  return (socketsOf(pid) ?? []).some((inode) => sockets.has(inode));
}

function nameOf(pid: number): string {
  return readKernelFile(`/proc/${pid}/comm`)?.trim() ?? '?';
}
