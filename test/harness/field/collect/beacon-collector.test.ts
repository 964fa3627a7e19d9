/** Beacons that a collector accepts and refuses, in any server. */

import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CollectLimits } from '../../../../harness/field/collect/beacon-limits.ts';
import {
  createRateLimit,
  rateLimitKey,
} from '../../../../harness/field/collect/beacon-rate-limit.ts';
import { answerNodeRequest } from '../../../../harness/field/collect/collector-node-http-adapter.ts';
import type { CollectorRequest } from '../../../../harness/field/collect/collector-request-and-response-types.ts';
import { openCollector } from '../../../../harness/field/collect/file-backed-beacon-collector.ts';
import { readCollectorSegments } from '../../../../harness/field/read-collector-segments.ts';
import { createHost, type Host } from '../../../../harness/host.ts';

function opened(
  limits: Partial<CollectLimits> = {},
  folder = mkdtempSync(join(tmpdir(), 'field-')),
  host: Host = createHost(),
) {
  const troubles: unknown[] = [];
  const collector = openCollector(host, {
    folder,
    limits: { perClient: 1e6, ...limits },
    onTrouble: (error) => troubles.push(error),
  });
  const send = async (
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
    address: string | null = '192.0.2.1',
  ): Promise<number> => {
    const all: Readonly<Record<string, string>> = { 'user-agent': 'Mozilla/5.0', ...headers };
    const request: CollectorRequest = {
      method: 'POST',
      header: (name) => all[name] ?? null,
      address,
      body: async () => (typeof body === 'string' ? body : JSON.stringify(body)),
    };
    return (await collector.answer(request)).status;
  };
  const kept = async (): Promise<readonly Record<string, unknown>[]> => {
    await collector.close();
    return readdirSync(folder).flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    );
  };
  return { collector, send, kept, folder, troubles };
}

const metric = (changes: object = {}) => ({ name: 'LCP', value: 1_200, id: 'v6-1', ...changes });
const beacon = (changes: object = {}) => ({
  page: '/cart',
  device: 'phone',
  metrics: [metric()],
  ...changes,
});

describe('a beacon', () => {
  it.each<readonly [string, unknown]>([
    ['is no JSON', 'LCP=1'],
    ['is of another shape', { name: 'LCP', value: 3 }],
    ['has no metric', beacon({ metrics: [] })],
    ['has hundreds of metrics', beacon({ metrics: Array(100).fill(metric()) })],
    ['is negative', beacon({ metrics: [metric({ value: -1 })] })],
    [
      'is not a number',
      '{"page":"/","device":"phone","metrics":[{"name":"LCP","value":NaN,"id":"a"}]}',
    ],
    [
      'is infinite',
      '{"page":"/","device":"phone","metrics":[{"name":"LCP","value":1e999,"id":"a"}]}',
    ],
    ['took longer than anybody waits', beacon({ metrics: [metric({ value: 3e9 })] })],
    ['shifted a thousand screens', beacon({ metrics: [metric({ name: 'CLS', value: 1_000 })] })],
    ['is of an unknown metric', beacon({ metrics: [metric({ name: 'SPEED' })] })],
    ['is a text', beacon({ metrics: [metric({ value: '12' })] })],
    ['has one lie beside a truth', beacon({ metrics: [metric(), metric({ value: -1 })] })],
    ['is of a device that there is not', beacon({ device: 'fridge' })],
    ['has a page of a megabyte', beacon({ page: 'x'.repeat(1e6) })],
    ['has a NUL in its page', beacon({ page: '/a\0b' })],
    ['turns the direction of writing', beacon({ page: '/a\u202Eb' })],
    ['breaks the line', beacon({ page: '/a\nb' })],
    ['has an id that is none', beacon({ metrics: [metric({ id: '<script>' })] })],
  ])('is rejected as a whole when it %s', async (_what, body) => {
    const { send, kept } = opened();
    expect(await send(body)).toBe(400);
    expect(await kept()).toEqual([]);
  });

  it('is stamped with the server time, whatever year its own clock is in', async () => {
    const { send, kept } = opened();
    const year3000 = Date.UTC(3000, 0);
    expect(await send(beacon({ time: year3000, metrics: [metric({ time: year3000 })] }))).toBe(204);
    const [line] = await kept();
    expect(Math.abs(Number(line?.time) - Date.now())).toBeLessThan(60_000);
  });

  it('is stored without identifying data: no query, no number or address in its path', async () => {
    const { send, kept } = opened();
    for (const page of [
      '/users/4711?mail=a@b.example#x',
      '/mail/anna%40b.example/inbox',
      '/t/01ARZ3NDEKTSV4RRFFQ69G5FAV',
    ]) {
      await send(beacon({ page, user: 'anna', metrics: [metric({ email: 'anna@b.example' })] }));
    }
    const lines = await kept();
    expect(lines.map(({ page }) => page)).toEqual(['/users/:id', '/mail/:id/inbox', '/t/:id']);
    expect(JSON.stringify(lines)).not.toMatch(/anna|192\.0|b\.example/);
    expect(Object.keys(lines[0] ?? {}).sort()).toEqual([
      'device',
      'id',
      'name',
      'page',
      'time',
      'value',
    ]);
  });

  it('is acknowledged but left out when it comes from a robot or is out of the sample', async () => {
    const { send, kept } = opened({ sample: 0.5 });
    for (const name of ['Googlebot/2.1', 'HeadlessChrome/150', 'curl/8.0', '']) {
      expect(await send(beacon(), { 'user-agent': name })).toBe(202);
    }
    const ids = Array.from(
      { length: 200 },
      (_, index) => `v6-1790000000000-${1e12 + index * 7_919}`,
    );
    await Promise.all(
      ids.flatMap((id) =>
        [1, 2].map((value) => send(beacon({ metrics: [metric({ id, value })] }))),
      ),
    );
    const lines = await kept();
    const counted = Map.groupBy(lines, ({ id }) => id);
    // Later values of a visit are stored together with earlier values.
    expect([...counted.values()].every((all) => all.length === 2)).toBe(true);
    expect(counted.size).toBeGreaterThan(60);
    expect(counted.size).toBeLessThan(140);
  });

  it.each<readonly [string, Readonly<Record<string, string>>, number]>([
    [
      'of the site itself',
      { 'sec-fetch-site': 'same-origin', origin: 'https://shop.example' },
      204,
    ],
    ['of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
    ['of a site that may', { 'sec-fetch-site': 'cross-site', origin: 'https://www.example' }, 204],
    [
      'of an old browser on another site',
      { origin: 'https://evil.example', host: 'shop.example' },
      403,
    ],
    [
      'of an old browser on the site',
      { origin: 'https://shop.example', host: 'shop.example' },
      204,
    ],
    ['that is packed', { 'content-encoding': 'gzip' }, 415],
    ['that says that it has 10 MB', { 'content-length': '10000000' }, 413],
  ])('%s', async (_what, headers, status) => {
    const { send } = opened({ origins: ['https://www.example'] });
    expect(await send(beacon(), headers)).toBe(status);
  });
});

describe('limits on a flood of beacons', () => {
  it('do not let one client shut others out, and hold for all clients together', async () => {
    // No time passes, in which more would be allowed, however long the machine stalls.
    const host = createHost();
    const clock = { ...host.clock, monotonicMs: () => 0 };
    const { send } = opened({ perClient: 2, inAll: 30 }, undefined, { ...host, clock });
    const statuses = await Promise.all(Array.from({ length: 200 }, () => send(beacon())));
    expect(statuses.filter((status) => status === 204)).toHaveLength(10);
    expect(await send(beacon(), {}, '192.0.2.2')).toBe(204);
    const many = await Promise.all(
      Array.from({ length: 200 }, (_, index) => send(beacon(), {}, `10.0.0.${index}`)),
    );
    expect(many.filter((status) => status === 204).length).toBeLessThan(25);
  });

  it('take no more memory for twenty thousand addresses than for ten thousand', () => {
    let now = 0;
    const rate = createRateLimit({ perClient: 1, inAll: 1e9 }, () => now);
    for (let client = 0; client < 20_000; client += 1) {
      now += 1;
      rate.take(`client-${client}`);
    }
    expect(rate.size()).toBe(10_000);
  });

  it('count one customer with IPv6 as one client', () => {
    expect(rateLimitKey('2001:db8:1:2:3:4:5:6')).toBe(rateLimitKey('2001:db8:1:2::7'));
    expect(rateLimitKey('2001:db8:1:3::7')).not.toBe(rateLimitKey('2001:db8:1:2::7'));
    expect(rateLimitKey('::ffff:192.0.2.1')).toBe('192.0.2.1');
  });

  it('count all pages beyond the first thousand as one page', async () => {
    const { send, kept } = opened();
    await Promise.all(
      Array.from({ length: 1_050 }, (_, page) => send(beacon({ page: `/p-${page}` }))),
    );
    expect(new Set((await kept()).map(({ page }) => page)).size).toBe(1_001);
  });
});

describe('the collector over a socket', () => {
  async function served() {
    const { collector } = opened();
    const server = createServer((request, response) => {
      void answerNodeRequest(collector, request, response, { addressHeader: null });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return { collector, server, port };
  }

  it('rejects an undeclared body of 10 MB while it arrives, and ends the connection', async () => {
    const { server, port } = await served();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    let said = '';
    socket.on('data', (part) => {
      said += part;
    });
    socket.write(
      'POST / HTTP/1.1\r\nhost: a\r\nuser-agent: Mozilla/5.0\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    let sent = 0;
    const pump = setInterval(() => {
      if (socket.destroyed || sent > 10e6) return;
      socket.write(`10000\r\n${'x'.repeat(65_536)}\r\n`);
      sent += 65_536;
    }, 1);
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(pump);
    server.close();
    expect(said).toContain(' 413 ');
    expect(sent).toBeLessThan(5e6);
  });

  it('survives a client that disconnects in the middle of its body', async () => {
    const { collector, server, port } = await served();
    const socket = connect(port, '127.0.0.1');
    socket.write(
      'POST / HTTP/1.1\r\nhost: a\r\nuser-agent: Mozilla/5.0\r\ncontent-length: 500\r\n\r\n{',
    );
    await once(server, 'request');
    socket.destroy();
    await expect.poll(() => collector.counts().refused, { timeout: 100_000 }).toBe(1);
    server.close();
  });
});

describe('storage on disk', () => {
  it('answers 503 when it fails, reports that once, and is used again when it works', async () => {
    const base = mkdtempSync(join(tmpdir(), 'field-'));
    const folder = join(base, 'field');
    writeFileSync(folder, 'in the way');
    const { send, collector, troubles } = opened({}, folder);
    expect(await send(beacon())).toBe(503);
    expect(await send(beacon())).toBe(503);
    expect(troubles).toHaveLength(1);
    rmSync(folder);
    expect(await send(beacon())).toBe(204);
    expect(collector.counts()).toMatchObject({ kept: 1, lost: 2 });
    await collector.close();
  });

  it('is not filled beyond the allowed size', async () => {
    const { send, folder, collector } = opened({ mostBytes: 50 });
    expect(await send(beacon())).toBe(204);
    await collector.close();
    expect(await opened({ mostBytes: 50 }, folder).send(beacon())).toBe(503);
  });
});

describe('stored beacons', () => {
  it('are read as percentiles by page and device, without a truncated line', async () => {
    const { send, collector, folder } = opened();
    for (let visit = 1; visit <= 20; visit += 1) {
      await send(beacon({ metrics: [metric({ id: `a-${visit}`, value: visit * 100 })] }));
      // The visit reports the metric again: its last value counts.
      await send(beacon({ metrics: [metric({ id: `a-${visit}`, value: visit * 100 + 1 })] }));
    }
    await send(beacon({ device: 'desktop', metrics: [metric({ id: 'b' })] }));
    await collector.close();
    const [name = ''] = readdirSync(folder);
    const torn = join(folder, name.replace('-0.jsonl', '-1.jsonl'));
    writeFileSync(torn, '{"name":"LCP","value":9999,"id":"c","page":"/ca');
    const { files, clock } = createHost();
    const now = clock.now();
    const { rows } = await readCollectorSegments(files, folder, { from: now, to: now });
    expect(rows.map(({ page, device }) => `${page} ${device}`)).toEqual([
      '/cart phone',
      '/cart desktop',
    ]);
    expect(rows[0]?.metrics.lcp).toMatchObject({ p75: 1_501, n: 20 });
    expect(rows[0]?.metrics.lcp?.low).toBeLessThan(1_501);
    const before = new Date(now.getTime() - 3 * 86_400_000);
    expect(await readCollectorSegments(files, folder, { from: before, to: before })).toEqual({
      from: null,
      to: null,
      rows: [],
    });
  });
});
