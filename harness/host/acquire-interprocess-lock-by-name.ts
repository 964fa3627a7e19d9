import { createServer } from 'node:net';
import { measurementLockAddress } from './lock/measurement-lock-address.ts';
import { currentPlatform } from './platform/current-platform.ts';

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
