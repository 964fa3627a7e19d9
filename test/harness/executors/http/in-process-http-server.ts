import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createRawServer, type Socket } from 'node:net';
import type { HttpScenario } from '../../../../harness/model/scenario/scenario.ts';
import type { Block } from '../../../../harness/model/trial.ts';
import { httpScenario, measureBlock, requestSettings } from './http-executor-test-setup.ts';

/**
 * Runs a server in the test's process, for tests of loads rather than of servers started by
 * perf-harness: starting such a server takes longer than a short load.
 */
export async function withLocalServer<T>(
  answer: RequestListener,
  use: (url: string) => Promise<T>,
  prepare: (server: Server) => void = () => undefined,
): Promise<T> {
  const server = createServer(answer);
  prepare(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    return await use(`http://127.0.0.1:${port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Measures one block of one unit on a server that answers like this. */
export function measureLocalServer(
  answer: RequestListener,
  changes: Partial<HttpScenario> = {},
  asked: Partial<HttpScenario['request']> = {},
): Promise<Block> {
  return withLocalServer(answer, (url) =>
    measureBlock(httpScenario(null, { ...changes, request: requestSettings({ url, ...asked }) })),
  );
}

/** Answers `ok` at once. */
export const respondOk: RequestListener = (_request, response) => response.end('ok');

/** The same later. */
export function respondOkAfter(ms: number): RequestListener {
  return (_request, response) => void setTimeout(() => response.end('ok'), ms);
}

/** Answers each n-th request with `other`, and the rest with `answer`. */
export function respondEveryNth(
  each: number,
  other: RequestListener,
  answer: RequestListener = respondOk,
): RequestListener {
  let seen = 0;
  return (request, response) => {
    seen += 1;
    (seen % each === 0 ? other : answer)(request, response);
  };
}

/** Returns a listener that answers with this status. */
export function respondWithStatus(code: number): RequestListener {
  return (_request, response) => {
    response.statusCode = code;
    response.end('ok');
  };
}

/** Closes the connection without an answer. */
export const closeConnection: RequestListener = ({ socket }) => void socket.destroy();

/** Never answers. */
export const neverRespond: RequestListener = () => undefined;

/**
 * Runs a server that answers byte for byte, also as Node.js would not. A request is one chunk of
 * data, and has no body.
 * @param answer - Gets the number of the request, from 1, on all connections.
 */
export async function withRawServer<T>(
  answer: (socket: Socket, count: number) => void,
  use: (url: string) => Promise<T>,
): Promise<T> {
  let count = 0;
  const sockets = new Set<Socket>();
  const server = createRawServer((socket) => {
    sockets.add(socket);
    // Clients go away as they like.
    socket.on('error', () => undefined);
    socket.on('data', () => {
      count += 1;
      answer(socket, count);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    return await use(`http://127.0.0.1:${port}/`);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}
