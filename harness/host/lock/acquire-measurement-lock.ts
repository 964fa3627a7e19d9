import { createServer, type Server, type Socket } from 'node:net';
import { randomToken } from '../random-token.ts';
import type { LockAddress } from './measurement-lock-address.ts';
import {
  type LockHolderIdentity,
  type LockReply,
  onLockMessages,
  parseLockGreeting,
  sendLockMessage,
} from './measurement-lock-messages.ts';

export interface AcquiredLock {
  /** Token for the environment of measured programs. */
  readonly token: string;
  /** Releases the lock. Returns true if another process is probably waiting. */
  readonly release: () => boolean;
}

/**
 * Binds the lock's address, which the kernel frees when the process ends, even by `kill -9`. null
 * if another process holds the lock.
 */
export async function acquireMeasurementLock(
  address: LockAddress,
  identity: LockHolderIdentity,
  now: () => Date,
): Promise<AcquiredLock | null> {
  const token = newToken();
  const leases = createLeases(token, now);
  const connected = new Set<Socket>();
  const waiting = new Set<Socket>();
  const server = createServer((socket) => {
    connected.add(socket);
    socket.on('close', () => {
      connected.delete(socket);
      waiting.delete(socket);
    });
    // A waiting process has gone; cleanup is done when its connection closes.
    socket.on('error', () => undefined);
    onLockMessages(socket, (message) => {
      const hello = parseLockGreeting(message);
      if (hello === null) return void socket.destroy();
      const { pid, label } = hello;
      if (hello.token !== null && leases.request(hello.token, { socket, pid, label })) return;
      sendLockMessage(socket, { type: 'held', ahead: waiting.size, ...identity });
      waiting.add(socket);
    });
  });
  if (!(await bind(server, address))) return null;
  return {
    token,
    release: () => {
      // A process that has just connected may not have sent its request yet.
      const isAwaited = connected.size > 0;
      // Waiting processes are notified only after the address is free, which it is once this
      // returns.
      server.close();
      for (const socket of connected) socket.destroy();
      return isAwaited;
    },
  };
}

function bind(server: Server, address: LockAddress): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen({ ...address, exclusive: true }, () => resolve(true));
  });
}

interface Lease {
  readonly socket: Socket;
  readonly pid: number;
  readonly label: string;
}

interface Family {
  /** The descendant that measures now, by leave of the holder. */
  current: (Lease & { readonly token: string; readonly since: string }) | null;
  readonly queue: Lease[];
}

/** Permissions to measure that the holder grants to its descendants. */
interface Leases {
  /** Requests leave by a token. false: the token does not belong to this holder. */
  readonly request: (token: string, lease: Lease) => boolean;
}

/** Creates a token of 16 random bytes, which other processes on the machine cannot guess. */
function newToken(): string {
  return randomToken(16);
}

/**
 * Grants permission to the holder's descendants, one at a time until its connection closes, with a
 * token for its own descendants.
 */
function createLeases(rootToken: string, now: () => Date): Leases {
  const families = new Map<string, Family>([[rootToken, { current: null, queue: [] }]]);

  const advance = (family: Family): void => {
    const next = family.queue.shift();
    if (next === undefined) {
      family.current = null;
      return;
    }
    const token = newToken();
    families.set(token, { current: null, queue: [] });
    family.current = { ...next, token, since: now().toISOString() };
    sendLockMessage(next.socket, { type: 'granted', token });
  };

  const leave = (family: Family, socket: Socket): void => {
    const position = family.queue.findIndex((lease) => lease.socket === socket);
    if (position >= 0) family.queue.splice(position, 1);
    if (family.current?.socket !== socket) return;
    families.delete(family.current.token);
    advance(family);
  };

  return {
    request: (token, lease) => {
      const family = families.get(token);
      if (family === undefined) return false;
      lease.socket.on('close', () => leave(family, lease.socket));
      family.queue.push(lease);
      if (family.current === null) advance(family);
      else sendLockMessage(lease.socket, held(family.current, family.queue.length - 1));
      return true;
    },
  };
}

function held({ pid, label, since }: LockHolderIdentity, ahead: number): LockReply {
  return { type: 'held', ahead, pid, label, since };
}
