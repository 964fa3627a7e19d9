import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps a server answering however many connect and say nothing: beyond so many connections, the one
 * that has been silent for longest makes room for the newcomer. Those with a request under way stay.
 */
export function makeRoom(server: Server, mostConnections: number): void {
  /** In the order in which they fell silent. */
  const silent = new Set<Socket>();
  let open = 0;
  server.on('connection', (socket: Socket) => {
    open += 1;
    silent.add(socket);
    socket.once('close', () => {
      open -= 1;
      silent.delete(socket);
    });
    if (open <= mostConnections) return;
    const [oldest = socket] = silent;
    silent.delete(oldest);
    oldest.destroy();
  });
  server.on('request', ({ socket }, response) => {
    silent.delete(socket);
    response.once('close', () => {
      if (!socket.destroyed) silent.add(socket);
    });
  });
}
