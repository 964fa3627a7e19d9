import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process that listens on a port. */
export interface ListeningProcess {
  readonly pid: number;
  readonly name: string;
}

/** State number of a listening socket in /proc/net/tcp, from the kernel's tcp_states.h. */
const LISTEN = '0A';

/**
 * The processes that listen on a TCP port of this machine. Empty where nobody does, or where the
 * system does not tell: other than Linux, or the process is another user's.
 */
export function listeningProcesses(port: number): readonly ListeningProcess[] {
  const sockets = new Set([...listeningSockets('tcp', port), ...listeningSockets('tcp6', port)]);
  if (sockets.size === 0) return [];
  const found: ListeningProcess[] = [];
  for (const entry of attempt(() => readdirSync('/proc')) ?? []) {
    const pid = Number(entry);
    if (Number.isInteger(pid) && holdsOne(pid, sockets)) found.push({ pid, name: nameOf(pid) });
  }
  return found;
}

/** Inode numbers of the sockets that listen on the port. */
function listeningSockets(protocol: 'tcp' | 'tcp6', port: number): readonly string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  const table = attempt(() => readFileSync(`/proc/net/${protocol}`, 'utf8')) ?? '';
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === LISTEN && local?.endsWith(`:${hexPort}`))
    .map((fields) => fields[9] ?? '');
}

function holdsOne(pid: number, sockets: ReadonlySet<string>): boolean {
  const folder = `/proc/${pid}/fd`;
  return (attempt(() => readdirSync(folder)) ?? []).some((descriptor) => {
    const target = attempt(() => readlinkSync(`${folder}/${descriptor}`)) ?? '';
    const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
    return inode !== undefined && sockets.has(inode);
  });
}

function nameOf(pid: number): string {
  return (attempt(() => readFileSync(`/proc/${pid}/comm`, 'utf8')) ?? '?').trim();
}

/** Processes come and go while they are being looked at. */
function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}
