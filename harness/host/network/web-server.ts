import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Request type of `node:http` and of servers built on it. */
export type NodeRequest = IncomingMessage;
export type NodeResponse = ServerResponse;

/** A server that clients reach over HTTP. */
export interface WebServer {
  /** `http://127.0.0.1:8787` */
  readonly url: string;
  readonly port: number;
  /** Stops accepting requests; resolves when pending requests are answered, or after `graceMs`. */
  readonly close: (graceMs: number) => Promise<void>;
}

export interface WebServerOptions {
  readonly host: string;
  /** Port; 0 for any free port. */
  readonly port: number;
  /** Most concurrent connections; more are rejected. */
  readonly mostConnections: number;
  /** Instead of the newcomer, the connection that has been silent for longest is. Default false. */
  readonly makesRoom?: boolean;
}

/** Time limits of a client for sending a request's head, and the whole request, milliseconds. */
const HEAD_MS = 5_000;
const REQUEST_MS = 15_000;

/** @throws Error with a `code` if the address cannot be bound. */
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

/** Returns the body of a request as text; null if too long. @throws Error where the client disconnects. */
export async function readBody(request: NodeRequest, mostBytes: number): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) return null;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop early would destroy the stream before the response is sent.
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    bytes += part.length;
    if (bytes > mostBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

/** Closes the longest idle connection beyond the limit; connections with a pending request stay. */
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
