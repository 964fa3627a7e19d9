import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { END_VARIABLE } from '../../probe/end-variable.ts';
import { thisPlatform } from '../platform/this-platform.ts';

/** Asks the Node.js processes of a tree to end, where no signal can. Those that can be asked connect. */
export interface EndChannel {
  /** Goes into the environment of the program; whether its processes listen is up to their preloads. */
  readonly env: Readonly<Record<string, string>>;
  /** @returns Whether anybody was there to be asked. */
  readonly ask: () => boolean;
  readonly close: () => void;
}

/** @param token - Of the tree. @returns null where signals ask. */
export function openEndChannel(token: string): EndChannel | null {
  const { localAddress, trees } = thisPlatform();
  if (trees.politeEnd === 'signal') return null;
  const place = localAddress(tmpdir(), `end-${token}`);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.unref();
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  // Without it the program is ended without being asked.
  server.on('error', () => undefined);
  server.listen(place);
  server.unref();
  return {
    env: { [END_VARIABLE]: place },
    ask: () => {
      for (const socket of sockets) socket.write('end\n');
      return sockets.size > 0;
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
