/** The collector in servers of other frameworks, each of them real. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { collectFieldData, type FieldCollector } from 'perf-harness';
import { describe, expect, it } from 'vitest';

const BEACON = JSON.stringify({
  page: '/cart?token=secret',
  device: 'phone',
  metrics: [{ name: 'LCP', value: 1_200, id: 'v6-1-2' }],
});

/** Sends a request to a server; resolves with the response. */
type Send = (method: string, body?: string, type?: string) => Promise<Response>;

interface Framework {
  readonly send: Send;
  readonly close: () => Promise<unknown>;
}

async function listening(server: Server): Promise<Framework> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    send: sender(`http://127.0.0.1:${port}/vitals.js`),
    close: async () => server.close(),
  };
}

function sender(url: string, perform: (request: Request) => Promise<Response> = fetch): Send {
  return (method, body, type = 'text/plain;charset=UTF-8') =>
    perform(
      new Request(url, {
        method,
        headers: { 'user-agent': 'Mozilla/5.0', 'content-type': type },
        ...(body !== undefined && { body }),
      }),
    );
}

const FRAMEWORKS: Readonly<Record<string, (collector: FieldCollector) => Promise<Framework>>> = {
  'node:http': (collector) => listening(createServer(collector.node)),
  Express: (collector) => {
    const app = express();
    app.use('/vitals.js', collector.node);
    return listening(createServer(app));
  },
  'Express that has read the body': (collector) => {
    const app = express();
    app.use(express.json(), express.text({ limit: '20mb' }));
    app.use('/vitals.js', collector.node);
    return listening(createServer(app));
  },
  Fastify: async (collector) => {
    const app = Fastify();
    app.register(collector.fastify, { prefix: '/vitals.js' });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    return { send: sender(`${url}/vitals.js`), close: () => app.close() };
  },
  Hono: async (collector) => {
    const app = new Hono();
    app.all('/vitals.js', (context) => collector.web(context.req.raw));
    const perform = async (request: Request) => app.fetch(request);
    return { send: sender('http://shop.example/vitals.js', perform), close: async () => undefined };
  },
  'a route handler of Next': async (collector) => {
    const [GET, POST] = [collector.web, collector.web];
    // Next hands the parameters of the route on as the second argument.
    const context = { params: Promise.resolve({}) } as object;
    const perform = (request: Request) =>
      request.method === 'GET' ? GET(request, context) : POST(request, context);
    return { send: sender('http://shop.example/vitals.js', perform), close: async () => undefined };
  },
};

describe.each(Object.entries(FRAMEWORKS))('the beacon collector in %s', (_name, open) => {
  it('serves the script, accepts beacons, and rejects invalid or oversized requests', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'field-'));
    const collector = collectFieldData({ folder });
    const { send, close } = await open(collector);
    const script = await send('GET');
    expect(script.headers.get('content-type')).toContain('text/javascript');
    expect(await script.text()).toContain('onLCP');
    expect((await send('POST', BEACON)).status).toBe(204);
    expect((await send('POST', BEACON, 'application/json')).status).toBe(204);
    expect((await send('POST', '{')).status).toBe(400);
    expect((await send('POST')).status).toBe(400);
    expect((await send('POST', 'x'.repeat(70_000))).status).toBe(413);
    await close();
    await collector.close();
    const text = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
    const lines = text
      .join('')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({ name: 'LCP', value: 1_200, page: '/cart', device: 'phone' });
  });
});
