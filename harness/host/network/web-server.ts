import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request as `node:http`, and what is built on it, has it. */
export type NodeRequest = IncomingMessage;
export type NodeResponse = ServerResponse;

/** A server that clients reach over HTTP. */
export interface WebServer {
  /** `http://127.0.0.1:8787` */
  readonly url: string;
  readonly port: number;
  /** Takes no more, and resolves when what is under way was answered, or after the given time. */
  readonly close: (graceMs: number) => Promise<void>;
}

export interface WebServerOptions {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  /** Connections at a time; more are turned away. */
  readonly mostConnections: number;
  /** Instead of the newcomer, the connection that has been silent for longest is. Default false. */
  readonly makesRoom?: boolean;
}

/** A client has this long to send the head of a request, and for all of it, milliseconds. */
const HEAD_MS = 5_000;
const REQUEST_MS = 15_000;

/** @throws Error where the address cannot be had, with its `code`. */
export function openWebServer(
  { host, port, mostConnections, makesRoom = false }: WebServerOptions,
  onRequest: RequestListener,
): Promise<WebServer> {
  const server = createServer(
    {
      headersTimeout: HEAD_MS,
      requestTimeout: REQUEST_MS,
      connectionsCheckingInterval: 1_000,
      maxHeaderSize: 16_384,
    },
    onRequest,
  );
  if (makesRoom) makeRoom(server, mostConnections);
  else server.maxConnections = mostConnections;
  // Anything that is not HTTP gets no answer.
  server.on('clientError', (_error, socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const { port: taken } = server.address() as AddressInfo;
      const name = host.includes(':') ? `[${host}]` : host;
      resolve({
        url: `http://${name}:${taken}`,
        port: taken,
        close: (graceMs) =>
          new Promise((closed) => {
            const timer = setTimeout(() => server.closeAllConnections(), graceMs);
            server.close(() => {
              clearTimeout(timer);
              closed();
            });
            server.closeIdleConnections();
          }),
      });
    });
  });
}

/** Beyond so many connections the longest silent one makes room; those with a request under way stay. */
function makeRoom(server: Server, mostConnections: number): void {
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
