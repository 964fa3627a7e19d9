import { createServer } from 'node:net';
import { lockAddress } from './lock/address.ts';
import { thisPlatform } from './platform/this-platform.ts';

/**
 * Holds a name until it is let go or this process ends. @returns How to let go; null: another
 * process holds it.
 */
export async function holdName(name: string): Promise<(() => void) | null> {
  const address = lockAddress(thisPlatform().lock, name);
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
