import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { currentPlatform } from '../platform/current-platform.ts';
import type { Platform } from '../platform/platform.ts';

/** Names the lock. Different names do not wait for each other, for machines with split cores; `off`: no lock. */
export const LOCK_VARIABLE = 'PERF_HARNESS_LOCK';

/** Address at which the holder of the lock listens. */
export type LockAddress =
  | { readonly path: string }
  | { readonly host: '127.0.0.1'; readonly port: number };

const DEFAULT_NAME = 'measurement';
/** First port of a range below those assigned automatically: from 32768 (Linux), 49152 (others). */
const FIRST_PORT = 24_600;
const PORTS = 400;

/** An abstract socket, gone with its process, or elsewhere a port on loopback; null: the user wants no lock. */
export function measurementLockAddress(
  kind: Platform['lock'],
  wanted: string | undefined,
): LockAddress | null {
  const name = wanted === undefined || wanted === '' ? DEFAULT_NAME : wanted;
  if (name === 'off') return null;
  const digest = (): Buffer => createHash('sha256').update(name).digest();
  if (kind === 'abstract-socket') {
    // Hashes long or unusual names, since a socket's address is limited to 107 bytes.
    const plain = /^[\w.-]{1,60}$/.test(name) ? name : digest().toString('hex').slice(0, 32);
    return { path: `\0perf-harness-${plain}` };
  }
  return { host: '127.0.0.1', port: FIRST_PORT + (digest().readUInt16BE() % PORTS) };
}

/**
 * Holds a name until it is released or this process ends. @returns Function that releases it; null
 * if another process holds it.
 */
export async function acquireNameLock(name: string): Promise<(() => void) | null> {
  const address = measurementLockAddress(currentPlatform().lock, name);
  if (address === null) return () => undefined;
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(address, () => {
      server.unref();
      resolve(() => void server.close());
    });
  });
}
