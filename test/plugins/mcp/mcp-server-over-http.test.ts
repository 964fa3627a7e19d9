/** The MCP server over HTTP: the protocol's own client, and invalid requests of others. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect as connectTo } from 'node:net';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  callTool,
  createMcpProject,
  startHttpServer,
  waitForLongScenario,
} from './mcp-test-project-server-and-client.ts';

const project = createMcpProject();

let server: ChildProcess;
let url: URL;
let token: string;
let told = '';

beforeAll(async () => {
  const served = await startHttpServer(project, '--allow', 'run');
  server = served.server;
  server.stderr?.on('data', (part: Buffer) => {
    told += part.toString();
  });
  url = new URL(served.url);
  token = served.header.replace('Authorization: Bearer ', '');
});
afterAll(async () => {
  const ended = once(server, 'exit');
  server.kill('SIGINT');
  const [code] = await ended;
  expect([code, told]).toEqual([0, expect.not.stringContaining('a bug in perf-harness')]);
});

async function client(): Promise<{ client: Client; transport: StreamableHTTPClientTransport }> {
  const sdkClient = new Client({ name: 'test', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(url, {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  // The transport's optional `sessionId` is declared without `undefined`.
  await sdkClient.connect(transport as Parameters<Client['connect']>[0]);
  return { client: sdkClient, transport };
}

const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'by hand', version: '1' },
  },
};

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a request unaltered, whereas `fetch` sets Host by itself. */
function send({ method = 'POST', path = '/mcp', headers = {}, body = '' }: Sent) {
  const usual = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  };
  const options = { port: url.port, method, path, headers: { ...usual, ...headers } };
  return new Promise<{ status: number; text: string; session: string }>((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', ...options }, (answer) => {
      let text = '';
      answer.on('data', (part: Buffer) => {
        text += part.toString();
      });
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          text,
          session: String(answer.headers['mcp-session-id']),
        }),
      );
    });
    sent.on('error', reject).end(body);
  });
}

describe('the MCP server over HTTP', () => {
  test('lets the client of the SDK list, call, receive progress and end its session', async () => {
    const { client: sdkClient, transport } = await client();
    expect((await sdkClient.listTools()).tools.map(({ name }) => name)).toContain('run');
    const heard: unknown[] = [];
    const answer = await sdkClient.callTool(
      { name: 'run', arguments: { scenarios: ['short'], quick: true } },
      undefined,
      { onprogress: (progress) => heard.push(progress), timeout: 300_000 },
    );
    expect(answer.isError).not.toBe(true);
    expect(heard.length).toBeGreaterThan(0);
    const session = transport.sessionId ?? '';
    await transport.terminateSession();
    const after = await send({
      headers: { 'mcp-session-id': session },
      body: JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'tools/list' }),
    });
    expect(after.status).toBe(404);
    await sdkClient.close();
  });

  test.each<[string, number, Sent]>([
    ['no token', 401, { headers: { authorization: '' } }],
    ['a wrong token', 401, { headers: { authorization: 'Bearer 00' } }],
    ['a name that points here', 403, { headers: { host: 'evil.example:8788' } }],
    ['a page of another site', 403, { headers: { origin: 'https://evil.example' } }],
    ['a page without an origin', 403, { headers: { origin: 'null' } }],
    ['another path', 404, { path: '/mcp/../etc/passwd' }],
    ['another method', 405, { method: 'PUT' }],
    ['no JSON', 400, { body: '{' }],
    ['JSON that is no message', 400, { body: '[[1]]' }],
    ['null', 400, { body: 'null' }],
    ['a call without a session', 400, { body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' }],
    ['a session that is not there', 404, { headers: { 'mcp-session-id': 'x' }, body: '{}' }],
    ['a message that is too long', 413, { body: `"${'x'.repeat(1024 * 1024)}"` }],
    [
      'no event stream accepted',
      406,
      { headers: { accept: 'application/json' }, body: JSON.stringify(INITIALIZE) },
    ],
  ])('refuses %s', async (_name, status, sent) => {
    const answer = await send(sent);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ jsonrpc: '2.0', error: {}, id: null });
    expect(answer.text).not.toContain(token);
  });

  test('admits a page that this server could have sent', async () => {
    const { origin } = url;
    const answer = await send({ headers: { origin }, body: JSON.stringify(INITIALIZE) });
    expect(answer.status).toBe(200);
    await send({ method: 'DELETE', headers: { 'mcp-session-id': answer.session } });
  });

  test('is unreachable from other machines', async () => {
    const socket = connectTo({ host: '127.0.0.2', port: Number(url.port) });
    const [error] = await once(socket, 'error');
    expect(error.code).toBe('ECONNREFUSED');
  });

  test('stops a call when its client disconnects', async () => {
    const { client: sdkClient } = await client();
    const answer = callTool(sdkClient, 'run', { scenarios: ['long'] }).catch(() => 'gone');
    await waitForLongScenario(project, true);
    await sdkClient.close();
    await waitForLongScenario(project, false);
    expect(await answer).toBe('gone');
  });

  test('limits clients, and drops the longest idle client', async () => {
    const first = await send({ body: JSON.stringify(INITIALIZE) });
    for (let count = 0; count < 20; count += 1) {
      expect((await send({ body: JSON.stringify(INITIALIZE) })).status).toBe(200);
    }
    const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
    const headers = { 'mcp-session-id': first.session };
    expect((await send({ headers, body: JSON.stringify(list) })).status).toBe(404);
  });
});
