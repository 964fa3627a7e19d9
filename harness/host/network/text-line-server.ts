import { createServer, type Socket } from 'node:net';

export interface LineClient {
  readonly send: (line: string) => void;
}

export interface LineListener {
  readonly onLine: (client: LineClient, line: string) => void;
  readonly onGone: (client: LineClient) => void;
}

/** Takes lines of text from other programs on this machine, through a socket in a folder. */
export interface LineServer {
  readonly close: () => Promise<void>;
}

/** Longest line, bytes; a program that exceeds it is not one of ours. */
const LONGEST_LINE = 65_536;

/** @throws Error if the socket cannot be created, as for a path of more than about 100 bytes. */
export function openTextLineServer(path: string, listener: LineListener): Promise<LineServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    serve(socket, listener, () => sockets.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(path, () => {
      resolve({
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}

function serve(socket: Socket, listener: LineListener, onClose: () => void): void {
  const client: LineClient = { send: (line) => socket.write(`${line}\n`) };
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) listener.onLine(client, line);
    if (rest.length > LONGEST_LINE) socket.destroy();
  });
  // The other end may be killed at any moment.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    onClose();
    listener.onGone(client);
  });
}
