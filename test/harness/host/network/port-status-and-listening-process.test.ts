import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import {
  acceptsConnections,
  findFreePort,
  isPortTaken,
  requestStatus,
} from '../../../../harness/host/network/find-and-probe-ports.ts';
import { findListeningProcesses } from '../../../../harness/host/platform/linux/linux-platform.ts';

const open: Server[] = [];

/** Listens on a port of that address until the test is over. */
async function listen(address: string, server: Server = createServer()): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, address, resolve);
  });
  return (server.address() as AddressInfo).port;
}

afterEach(async () => {
  for (const server of open.splice(0)) await new Promise((resolve) => server.close(resolve));
});

describe.each(['127.0.0.1', '::1', '0.0.0.0', '::'])('a listening port at %s', (address) => {
  test('is taken, accepts connections, and is attributed to this process', async () => {
    const port = await listen(address);
    expect(await isPortTaken(port)).toBe(true);
    expect(await acceptsConnections(address.includes(':') ? '::1' : '127.0.0.1', port)).toBe(true);
    if (process.platform === 'linux') {
      expect(findListeningProcesses(port).map(({ pid }) => pid)).toContain(process.pid);
    }
  });
});

test('reports a free port as not taken, accepting nothing and without an owner', async () => {
  const port = await findFreePort();
  expect(port).toBeGreaterThan(1_023);
  expect(await isPortTaken(port)).toBe(false);
  expect(await acceptsConnections('127.0.0.1', port)).toBe(false);
  expect(await acceptsConnections('::1', port)).toBe(false);
  expect(findListeningProcesses(port)).toEqual([]);
});

test('returns the status of a path, or none without a response', async () => {
  const server = createHttpServer((request, response) => {
    if (request.url === '/cut') request.socket.destroy();
    response.statusCode = request.url === '/health' ? 204 : 404;
    response.end();
  });
  const port = await listen('127.0.0.1', server);
  expect(await requestStatus('127.0.0.1', port, '/health')).toBe(204);
  expect(await requestStatus('127.0.0.1', port, '/other')).toBe(404);
  expect(await requestStatus('127.0.0.1', port, '/cut')).toBeNull();
  expect(await requestStatus('127.0.0.1', await findFreePort(), '/')).toBeNull();
});
