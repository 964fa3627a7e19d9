import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createHttp2Server, type Http2Server } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { observeProgram } from '../../../../harness/executors/probe/program-observers.ts';
import { createHost } from '../../../../harness/host.ts';

const program = fileURLToPath(
  new URL('../../../fixtures/probe/send-requests.mjs', import.meta.url),
);
const host = createHost();
const root = mkdtempSync(join(tmpdir(), 'round trips ü-'));
let server: Server;
let http2Server: Http2Server;
let httpsServer: Server;
let received = 0;
let folders = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    received += 1;
    if (request.url === '/redirect') response.writeHead(302, { location: '/' });
    response.end('ok');
  });
  http2Server = createHttp2Server((_request, response) => {
    received += 1;
    response.end('ok');
  });
  const key = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const;
  const pskCallback = () => Buffer.alloc(16, 1);
  httpsServer = createHttpsServer({ ...key, pskCallback }, (_request, response) => {
    received += 1;
    response.end('ok');
  });
  await new Promise<void>((resolve) => httpsServer.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => http2Server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.close();
  http2Server.close();
  httpsServer.close();
  await host.processes.stopAll();
  rmSync(root, { recursive: true });
});

async function send(words: readonly string[], nodeOptions?: string) {
  received = 0;
  folders += 1;
  const folder = join(root, String(folders));
  mkdirSync(folder);
  const trips = observeProgram(['http_round_trips'], { files: host.files, folder, nodeOptions });
  const end = trips.begin();
  const urlOf = (server: Server | Http2Server): string =>
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const result = await host.processes.exec({
    file: process.execPath,
    args: [program, ...words],
    env: {
      BASE_URL: urlOf(server),
      HTTP2_URL: urlOf(http2Server),
      HTTPS_PORT: String((httpsServer.address() as AddressInfo).port),
      ...trips.env,
    },
    timeoutMs: 60_000,
  });
  return { counted: end(1).http_round_trips, received, result };
}

describe('count of outgoing requests', () => {
  it.each([
    [['fetch:7', 'http:6', 'http2:4', 'undici2:5', 'https:3', 'undici:9'], 34],
    [['child:child:http:5', 'worker:fetch:3', 'worker:http:4', 'http:6', 'redirect'], 20],
  ] as const)('equals what the server receives from %s: %i', async (words, expected) => {
    const { counted, received, result } = await send(words);
    expect(result.stderr).toBe('');
    expect({ counted, received }).toEqual({ counted: expected, received: expected });
  });

  it('survives a process that is killed by SIGKILL', async () => {
    const { counted, result } = await send(['fetch:7', 'http:6', 'kill']);
    expect(result.exit).toEqual({ type: 'signal', signal: 'SIGKILL' });
    expect(counted).toBe(13);
  });

  it('keeps the Node.js options that the program had before', async () => {
    const { counted, result } = await send(['fetch:1'], '--trace-exit');
    expect(counted).toBe(1);
    expect(result.exit).toEqual({ type: 'code', code: 0 });
    const nodeOptions = '--max-old-space-size=300';
    const { env } = observeProgram(['http_round_trips'], {
      files: host.files,
      folder: root,
      nodeOptions,
    });
    expect(env.NODE_OPTIONS).toMatch(/^--max-old-space-size=300 --import=file:\S+$/);
  });
});
