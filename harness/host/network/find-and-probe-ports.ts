import { lookup } from 'node:dns/promises';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { connect, createServer } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Loopback of both address families: a server on `localhost` may have chosen either. */
export const LOOPBACK = ['127.0.0.1', '::1'] as const;
export type Loopback = (typeof LOOPBACK)[number];

/** Longest wait for one connection attempt or one answer, milliseconds. */
const ATTEMPT_MS = 2_000;

/** Finds a TCP port without a listener. The system will not assign it again soon. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, LOOPBACK[0], () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** True if a program listens on the port, on either family's loopback or on all addresses. */
export async function isPortTaken(port: number): Promise<boolean> {
  const taken = await Promise.all(LOOPBACK.map((host) => isAddressTaken(host, port)));
  return taken.includes(true);
}

function isAddressTaken(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // A machine without IPv6 reports an unavailable address, which nobody can be using.
    server.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'EADDRINUSE'));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(false)));
  });
}

export function acceptsConnections(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (accepted: boolean): void => {
      socket.destroy();
      resolve(accepted);
    };
    socket.setTimeout(ATTEMPT_MS, () => settle(false));
    socket.on('connect', () => settle(true));
    socket.on('error', () => settle(false));
  });
}

/** Returns true if the address accepts a TLS connection, whatever the certificate. */
export function acceptsTls(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTls({ host, port, rejectUnauthorized: false });
    const settle = (isSecure: boolean): void => {
      socket.destroy();
      resolve(isSecure);
    };
    socket.setTimeout(ATTEMPT_MS, () => settle(false));
    socket.on('secureConnect', () => settle(true));
    socket.on('error', () => settle(false));
    // A server may close the connection when it does not understand the handshake.
    socket.on('close', () => settle(false));
  });
}

/** Returns the status of a GET of the path; null if there is no answer. */
export function requestStatus(
  host: string,
  port: number,
  path: string,
  isSecure = false,
): Promise<number | null> {
  return new Promise((resolve) => {
    const asked = {
      host,
      port,
      path,
      agent: false,
      timeout: ATTEMPT_MS,
      rejectUnauthorized: false,
    };
    const request = (isSecure ? httpsGet : httpGet)(asked, (response) => {
      response.resume();
      resolve(response.statusCode ?? null);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(null));
    // No effect if the answer has already begun.
    request.on('close', () => resolve(null));
  });
}

/** Resolves a host name to all of its addresses; empty if it is unknown. */
export async function resolveAddresses(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}
