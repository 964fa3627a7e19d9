/** Lifetime of clients over HTTP, by a clock that the test advances. */
import { afterEach, expect, test, vi } from 'vitest';
import { collectAgentTools } from '../../../cli/collect-agent-tools.ts';
import { createConcurrencyLimit } from '../../../harness/host/concurrency-limit.ts';
import { openWebServer, type WebServer } from '../../../harness/host/network/web-server.ts';
import { createJobsByTool } from '../../../plugins/mcp/background-jobs-by-tool.ts';
import {
  type HttpMcpServer,
  openHttpMcpServer,
} from '../../../plugins/mcp/http/http-mcp-server.ts';
import type { HttpLimits } from '../../../plugins/mcp/http/open-client-session.ts';
import { optimize } from '../../../plugins/optimize/command/commands.ts';
import { optimizeTool } from '../../../plugins/optimize/optimization-agent-tools.ts';
import { plugin } from '../../../plugins/optimize/plugin.ts';
import { createInMemoryHost } from '../../support/in-memory-host.ts';

const TOKEN = 'token of a test';
let server: WebServer;
let door: HttpMcpServer;

/** A loop that runs until it is aborted. */
const endless = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('ended')), { once: true });
  });

const endlessTool = {
  ...optimizeTool,
  command: { ...optimize, run: ({ signal }: { readonly signal: AbortSignal }) => endless(signal) },
};

async function open(given: Partial<HttpLimits>) {
  const limits = { sessions: 2, bodyBytes: 1e6, goneMs: 60_000, idleMs: 60_000, ...given };
  server = await openWebServer({ host: '127.0.0.1', port: 0, mostConnections: 64 }, (...both) => {
    void door.answer(...both);
  });
  const jobs = createJobsByTool();
  const loops = jobs.of(optimizeTool);
  const told: string[] = [];
  const { host } = createInMemoryHost();
  door = openHttpMcpServer(
    { port: server.port, token: TOKEN },
    {
      version: '1',
      rules: {
        allowed: new Set(['optimize'] as const),
        measuring: createConcurrencyLimit(1, 1),
        reading: createConcurrencyLimit(1, 1),
      },
      parts: {
        withHost: (action) => action(host),
        source: await collectAgentTools([
          { ...plugin, tools: { permission: 'optimize', load: async () => [endlessTool] } },
        ]),
        jobs,
      },
      url: `${server.url}/mcp`,
      limits,
      tell: (text) => told.push(text),
    },
  );
  return { loops, told };
}

afterEach(async () => {
  vi.useRealTimers();
  await door.close();
  await server.close(0);
});

const headers = {
  authorization: `Bearer ${TOKEN}`,
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
};

async function post(message: object, session?: string) {
  const answer = await fetch(`${server.url}/mcp`, {
    method: 'POST',
    headers: { ...headers, ...(session === undefined ? {} : { 'mcp-session-id': session }) },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }),
  });
  const session_id = answer.headers.get('mcp-session-id') ?? '';
  return { status: answer.status, session: session_id, text: await answer.text() };
}

const INITIALIZE = {
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'by hand', version: '1' },
  },
};
const begin = () => post(INITIALIZE);
const list = (session: string) => post({ method: 'tools/list' }, session);
const end = (session: string) =>
  fetch(`${server.url}/mcp`, {
    method: 'DELETE',
    headers: { ...headers, 'mcp-session-id': session },
  });
const startLoop = (session: string) =>
  post(
    {
      method: 'tools/call',
      params: { name: 'optimize_start', arguments: { target: 'short', observed: '40ms' } },
    },
    session,
  );

test('ends a client without a stream after a time without requests', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await open({ idleMs: 300 });
  const { session } = await begin();
  vi.advanceTimersByTime(200);
  expect((await list(session)).status).toBe(200);
  vi.advanceTimersByTime(200);
  expect((await list(session)).status).toBe(200);
  vi.advanceTimersByTime(301);
  expect((await list(session)).status).toBe(404);
});

test('keeps a client as long as its stream is open, and ends it some time after', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await open({ idleMs: 100, goneMs: 100 });
  const { session } = await begin();
  const controller = new AbortController();
  const { signal } = controller;
  const stream = await fetch(`${server.url}/mcp`, {
    headers: { ...headers, 'mcp-session-id': session },
    signal,
  });
  expect(stream.status).toBe(200);
  vi.advanceTimersByTime(60_000);
  expect((await list(session)).status).toBe(200);
  controller.abort();
  const statusLater = async (): Promise<number> => {
    vi.advanceTimersByTime(101);
    return (await list(session)).status;
  };
  await expect.poll(statusLater, { timeout: 100_000 }).toBe(404);
});

test('stops a loop with the client that started it, and with no other', async () => {
  const { loops } = await open({});
  const [mine, other] = [(await begin()).session, (await begin()).session];
  expect((await startLoop(mine)).text).not.toContain('isError');
  expect(loops.status().state).toBe('running');
  await end(other);
  expect(loops.status().state).toBe('running');
  await end(mine);
  await expect.poll(() => loops.status().state, { timeout: 100_000 }).toBe('stopped');
});

test('refuses a new client while all are busy, and says so', async () => {
  await open({ sessions: 1 });
  const { session } = await begin();
  await startLoop(session);
  const next = await begin();
  expect(next.status).toBe(503);
  expect(next.text).toContain('Too many clients');
  expect((await list(session)).status).toBe(200);
});

test('keeps many simultaneous clients within the limit', async () => {
  await open({ sessions: 3 });
  const all = await Promise.all(Array.from({ length: 30 }, begin));
  const sessions = all.filter(({ status }) => status === 200).map((answer) => answer.session);
  const there = await Promise.all(sessions.map(list));
  expect(there.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(3);
  expect((await begin()).status).toBe(200);
});

test('reserves no place for an invalid initialisation', async () => {
  const { told } = await open({ sessions: 2 });
  const { session } = await begin();
  const refused = await fetch(`${server.url}/mcp`, {
    method: 'POST',
    headers: { ...headers, accept: 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...INITIALIZE }),
  });
  expect(refused.status).toBe(406);
  expect((await begin()).status).toBe(200);
  expect((await list(session)).status).toBe(200);
  expect(told).toEqual([]);
});
