import { createServer, type Server, type Socket } from 'node:net';
import type { LockAddress } from './address.ts';
import { createLeases, newToken } from './leases.ts';
import { asHello, type HolderIdentity, onMessages, sendMessage } from './messages.ts';

/** The lock, held by this process. */
export interface HeldLock {
  /** For the environment of what is measured. */
  readonly token: string;
  /** Lets go. Returns whether somebody is likely to wait. */
  readonly release: () => boolean;
}

/**
 * Binds the lock's address, which the kernel gives to one process at a time and takes back when
 * that process is gone, `kill -9` included. null: somebody else holds it.
 *
 * @throws NodeJS.ErrnoException where the system allows no such socket at all.
 */
export async function takeLock(
  address: LockAddress,
  identity: HolderIdentity,
  now: () => Date,
): Promise<HeldLock | null> {
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
    // A waiter that went away; the rest is done when its connection closes.
    socket.on('error', () => undefined);
    onMessages(socket, (message) => {
      const hello = asHello(message);
      if (hello === null) return void socket.destroy();
      const { pid, label } = hello;
      if (hello.token !== null && leases.request(hello.token, { socket, pid, label })) return;
      sendMessage(socket, { type: 'held', ahead: waiting.size, ...identity });
      waiting.add(socket);
    });
  });
  if (!(await bind(server, address))) return null;
  return {
    token,
    release: () => {
      // One that has just connected may not have said yet what it wants.
      const isAwaited = connected.size > 0;
      // The address is free as soon as this returns; only then are those who wait told.
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
