/** Real servers and programs, watched by the preload, ended in every way that programs end. */
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import type { WaitKind } from '../../../harness/model/program/program-wait-record-types.ts';
import { resolveWaitSourceMaps } from '../../../profilers/waits/resolve-wait-source-maps.ts';
import { createWaitProfiler, type RecordedWaits } from '../../../profilers/waits/wait-profiler.ts';
import { sharedMariadb, sharedPostgres } from '../../support/shared-databases.ts';

const host = createHost();
const folder = mkdtempSync(join(tmpdir(), 'ph waits ü-'));
const ALWAYS = { fromMs: 0, toMs: Number.POSITIVE_INFINITY };
let postgres: string;
let mariadb: string;
let programs = 0;

beforeAll(async () => {
  [postgres, mariadb] = await Promise.all([sharedPostgres(), sharedMariadb()]);
  const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));
  symlinkSync(modules, join(folder, 'node_modules'));
});
afterAll(async () => {
  await host.processes.stopAll();
  rmSync(folder, { recursive: true });
});

/** Runs a program until it ends, either by itself or by a signal after its first message. */
async function waitsOf(
  body: string,
  { ending = 'mjs', signal = null as NodeJS.Signals | null, stretch = ALWAYS } = {},
) {
  programs += 1;
  const file = join(folder, `program-${programs}.${ending}`);
  writeFileSync(file, body);
  const own = join(folder, `waits-${programs}`);
  host.files.makeFolder(own);
  const attached = createWaitProfiler(host).attach(own, undefined);
  const running = host.processes.start({
    file: process.execPath,
    args: [file],
    cwd: folder,
    env: {
      ...attached.env,
      PG_SOCKET_FOLDER: postgres,
      MYSQL_SOCKET: mariadb,
    },
    channel: true,
  });
  if (signal !== null) {
    await new Promise((resolve) => running.onMessage(resolve));
    // Twice, like a signal that is sent to the group and to its members.
    process.kill(running.pid ?? 0, signal);
    process.kill(running.pid ?? 0, signal);
  }
  const exit = await running.exited;
  const taken = await attached.read(stretch);
  // Resolved by lines, as usual.
  const record = { ...taken, ...resolveWaitSourceMaps(taken, { read: () => null }, []) };
  return { exit, record, file, own, output: running.output() };
}

/** Returns a kind's spans with what they wait for and callers, as `readFile: load < serve`. */
function spansOf(record: RecordedWaits, kind: WaitKind) {
  return [...record.spans.site].flatMap((index, span) => {
    const site = record.sites[index];
    if (site?.kind !== kind) return [];
    const names = site.stack.flatMap((functionIndex) => {
      const { name, owner } = record.functions[functionIndex] ?? {};
      return owner === 'project' ? [name] : [];
    });
    return [
      {
        text: `${site.detail}: ${names.join(' < ')}`,
        site,
        operation: record.operations[record.spans.operation[span] ?? -1]?.name ?? null,
        startMs: record.spans.startMs[span] ?? Number.NaN,
        endMs: record.spans.endMs[span] ?? Number.NaN,
        durationMs: (record.spans.endMs[span] ?? 0) - (record.spans.startMs[span] ?? 0),
      },
    ];
  });
}

const operationsOf = (record: RecordedWaits, wanted: string) =>
  record.operations.filter(({ name }) => name === wanted);

const textsOf = (record: RecordedWaits, kind: WaitKind): readonly string[] =>
  spansOf(record, kind).map(({ text }) => text);

/** Server that requests paths of itself, back to back, and ends. */
const SERVER = `
import http from 'node:http';
export async function serve(routes, paths, { atOnce = 1, child = null } = {}) {
  const server = http.createServer(async function serveOne(request, response) {
    await routes[request.url.split('/')[1]](request, response);
    if (!response.writableEnded) response.end('done');
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const get = (path) => new Promise((done, failed) => http.get({ port: server.address().port, host: '127.0.0.1', path, agent: false }, (answer) => answer.resume().on('end', done)).on('error', failed));
  for (const path of paths) {
    await Promise.all(Array.isArray(path) ? path.map(get) : Array.from({ length: atOnce }, () => get(path)));
  }
  if (child !== null) {
    const ended = new Promise((told) => child.once('exit', told));
    child.kill();
    await ended;
  }
  process.exit();
}
`;
const POOL = `
import pg from 'pg';
const pool = new pg.Pool({ host: process.env.PG_SOCKET_FOLDER, user: 'postgres', max: 2 });
const sleepy = (id) => pool.query('select pg_sleep(0.02), $1::int as id', [id]);
`;

beforeAll(() => writeFileSync(join(folder, 'serve.mjs'), SERVER));

describe('the wait profiler on a server with a database', () => {
  /** Waits of a server with requests for both routes, back to back. */
  let record: RecordedWaits;

  beforeAll(async () => {
    ({ record } = await waitsOf(`import { serve } from './serve.mjs';${POOL}
async function getItem(id) { return (await sleepy(id)).rows[0]; }
async function list() { for (let id = 0; id < 5; id += 1) await getItem(id); }
const all = () => Promise.all([1, 2].map((id) => sleepy(id)));
async function sleeps() {
  setInterval(() => {}, 1);
  const limit = setTimeout(() => {}, 5_000);
  setTimeout(() => {}, 1).unref();
  await new Promise((done) => setTimeout(done, 30));
  clearTimeout(limit);
}
async function one() { await pool.query('select pg_sleep(0.1)'); }
const ten = Array.from({ length: 10 }, () => '/one');
await serve({ list, all, sleeps, one }, ['/list/1', '/list/2', '/all', '/all', '/sleeps', ten]);`));
  });

  it('reports handlers that sleep, but not timers that nobody awaits', () => {
    const timers = spansOf(record, 'timer');
    expect(timers.map(({ operation }) => operation)).toEqual(['GET /sleeps']);
    expect(timers[0]?.durationMs).toBeGreaterThanOrEqual(28);
  });

  it('reports queries in a loop as sequential calls of one place', () => {
    expect(operationsOf(record, 'GET /list/:id')).toHaveLength(2);
    expect(spansOf(record, 'database')).toHaveLength(10 + 4 + 10);
    const queries = spansOf(record, 'database').filter(
      ({ operation }) => operation === 'GET /list/:id',
    );
    expect(queries).toHaveLength(10);
    expect(new Set(queries.map(({ site }) => site)).size).toBe(1);
    expect(queries[0]?.site.detail).toBe('select pg_sleep(?), ?::int as id');
    for (const [at, { startMs }] of queries.entries()) {
      expect(startMs).toBeGreaterThanOrEqual(queries[at - 1]?.endMs ?? 0);
    }
    expect(queries.every(({ startMs, endMs }) => endMs - startMs >= 20)).toBe(true);
    expect(queries.at(-1)?.text).toContain('getItem < list < serveOne');
  });

  it('reports concurrent queries, with the time that they take together', () => {
    const queries = spansOf(record, 'database')
      .filter(({ operation }) => operation === 'GET /all')
      .slice(-2);
    expect(queries).toHaveLength(2);
    const [first, second] = queries;
    expect(second?.startMs).toBeLessThan(first?.endMs ?? 0);
    const whole = operationsOf(record, 'GET /all').at(-1);
    for (const { startMs, endMs } of queries) {
      expect(startMs).toBeGreaterThanOrEqual(whole?.startMs ?? Number.NaN);
      expect(endMs).toBeLessThanOrEqual(whole?.endMs ?? Number.NaN);
    }
  });

  it('separates the wait for a connection from the wait for an answer', () => {
    const isOfOne = ({ operation }: { readonly operation: string | null }) =>
      operation === 'GET /one';
    expect(record.operations.filter(({ name }) => name === 'GET /one')).toHaveLength(10);
    // On a busy machine requests arrive one after another, but within the time of a few queries.
    const pool = spansOf(record, 'pool').filter(isOfOne);
    expect(pool.filter(({ durationMs }) => durationMs >= 20).length).toBeGreaterThanOrEqual(6);
    expect(pool.every(({ text }) => text.includes('one < serveOne'))).toBe(true);
    expect(spansOf(record, 'database').filter(isOfOne)).toHaveLength(10);
  });

  it('follows callbacks as it follows promises', async () => {
    const { record } = await waitsOf(
      `const http = require('node:http');
const { Pool } = require('pg');
const pool = new Pool({ host: process.env.PG_SOCKET_FOLDER, user: 'postgres', max: 1 });
function find(id, done) { pool.query("select 'a' || $1::text", [id], done); }
const server = http.createServer(function handle(request, response) {
  find(1, function found() { find(2, function foundMore() { response.end(); }); });
});
server.listen(0, '127.0.0.1', () => {
  http.get({ port: server.address().port, host: '127.0.0.1', path: '/a' }, (answer) => answer.resume().on('end', () => process.exit()));
});`,
      { ending: 'cjs' },
    );
    const [first, second] = spansOf(record, 'database');
    expect(first).toMatchObject({
      text: 'select ? || ?::text: find < handle',
      operation: 'GET /a',
    });
    expect(second).toMatchObject({
      text: 'select ? || ?::text: find < found < find < handle',
      operation: 'GET /a',
    });
  });
});

describe('the wait profiler on a server with another database', () => {
  let record: RecordedWaits;

  beforeAll(async () => {
    ({ record } = await waitsOf(`import { serve } from './serve.mjs';
import mysql from 'mysql2';
const pool = mysql.createPool({ socketPath: process.env.MYSQL_SOCKET, user: 'root', connectionLimit: 1 });
async function promises() { const [rows] = await pool.promise().query('select sleep(0.2), ? as id', [7]); }
async function callbacks() { await new Promise((done) => pool.execute('select sleep(0.2), ? as id', [7], done)); }
await serve({ promises, callbacks }, ['/promises', '/callbacks'], { atOnce: 3 });`));
  });

  it.each(['promises', 'callbacks'])(
    'separates the wait for a connection from the wait for an answer by %s',
    (way) => {
      const isOfWay = ({ operation }: { readonly operation: string | null }) =>
        operation === `GET /${way}`;
      expect(spansOf(record, 'database')).toHaveLength(2 * 3);
      const queries = spansOf(record, 'database').filter(isOfWay);
      expect(queries).toHaveLength(3);
      for (const { text, durationMs, site } of queries) {
        expect(text).toContain(`${way} < serveOne`);
        expect({ detail: site.detail, target: site.target }).toEqual({
          detail: 'select sleep(?), ? as id',
          target: mariadb,
        });
        expect(durationMs).toBeGreaterThanOrEqual(199);
      }
      // On a busy machine requests arrive one after another, but within the duration of one query.
      const queued = spansOf(record, 'pool').filter(
        (span) => isOfWay(span) && span.durationMs >= 19,
      );
      expect(queued.length).toBeGreaterThanOrEqual(2);
      expect(queued.every(({ text }) => text.includes(`${way} < serveOne`))).toBe(true);
    },
  );
});

describe('the wait profiler behind a framework', () => {
  it('assigns waits to their request when a body comes before them', async () => {
    const { record } = await waitsOf(`import Fastify from 'fastify';
import http from 'node:http';${POOL}
const app = Fastify();
app.addHook('preHandler', async function look() { await sleepy(0); });
app.post('/orders/:id', async function order(request) { return (await sleepy(request.body.id)).rows; });
await app.listen({ port: 0, host: '127.0.0.1' });
const { port } = app.server.address();
const headers = { 'content-type': 'application/json' };
const request = http.request({ port, host: '127.0.0.1', path: '/orders/12', method: 'POST', headers }, (answer) => answer.resume().on('end', () => process.exit()));
request.end(JSON.stringify({ id: 3 }));`);
    const queries = spansOf(record, 'database');
    expect(queries.map(({ operation }) => operation)).toEqual([
      'POST /orders/:id',
      'POST /orders/:id',
    ]);
    const names = queries.map(({ text }) => text.split(': ')[1]?.split(' < ').slice(0, 2));
    expect(names).toEqual([
      ['sleepy', 'look'],
      ['sleepy', 'order'],
    ]);
  });
});

describe('the wait profiler on requests to other programs', () => {
  const UPSTREAM = `import http from 'node:http';
import http2 from 'node:http2';
const answer = (request, response) => setTimeout(() => response.end('{}'), 50);
const servers = [http.createServer(answer), http2.createServer(answer)];
await Promise.all(servers.map((server) => new Promise((done) => server.listen(0, '127.0.0.1', done))));
process.send(servers.map((server) => server.address().port));`;

  let record: RecordedWaits;

  beforeAll(async () => {
    writeFileSync(join(folder, 'upstream.mjs'), UPSTREAM);
    ({ record } = await waitsOf(`import { serve } from './serve.mjs';
import { fork } from 'node:child_process';
import { readFile } from 'node:fs';
import http from 'node:http';
import { connect } from 'node:http2';
const upstream = fork(new URL('./upstream.mjs', import.meta.url));
const [port, port2] = await new Promise((told) => upstream.once('message', told));
const url = new URL('http://127.0.0.1/items/42?all=1');
url.port = port;
async function fetched() { await (await fetch(url)).json(); }
async function got() { await new Promise((done) => http.get({ port, host: '127.0.0.1', path: '/old/7' }, (answer) => answer.resume().on('end', done))); }
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const get = () => new Promise((done) => http.get({ port, host: '127.0.0.1', path: '/', agent }, (answer) => answer.resume().on('end', done)));
const both = () => Promise.all([get(), get()]);
const session = connect('http://127.0.0.1:' + port2);
function ask(done) { session.request({ ':path': '/items/42?all=1' }).resume().on('end', function read() { readFile(import.meta.filename, done); }); }
async function asked() { await new Promise(ask); }
await serve({ fetched, got, both, asked }, ['/fetched', '/got', '/both', '/asked'], { child: upstream });`));
  });

  it('names the request, and what the other process did for it', () => {
    for (const [name, detail, stack] of [
      ['GET /fetched', 'GET 127.0.0.1/items/:id', 'fetched < serveOne'],
      ['GET /got', 'GET 127.0.0.1/old/:id', 'got < serveOne'],
    ] as const) {
      const index = record.operations.findIndex((operation) => operation.name === name);
      const spans = spansOf(record, 'network').filter(({ operation }) => operation === name);
      expect(spans).toHaveLength(1);
      expect(spans[0]?.site.detail).toBe(detail);
      expect(spans[0]?.site.target).toMatch(/^127\.0\.0\.1:\d+$/);
      expect(spans[0]?.text).toContain(stack);
      expect(spans[0]?.durationMs).toBeGreaterThanOrEqual(49);
      const caused = record.operations.filter(
        ({ cause }) => cause >= 0 && record.spans.operation[cause] === index,
      );
      expect(caused.map((operation) => operation.name)).toEqual([detail.replace('127.0.0.1', '')]);
    }
  });

  it('reports HTTP/2 requests, and assigns what follows them to the same request', () => {
    const own = spansOf(record, 'network').filter(({ operation }) => operation === 'GET /asked');
    const [sent, ...others] = own;
    expect(others).toEqual([]);
    expect(sent?.text).toBe('GET 127.0.0.1/items/:id: ask < asked < serveOne');
    expect(sent?.durationMs).toBeGreaterThanOrEqual(49);
    expect(spansOf(record, 'file').map(({ operation }) => operation)).toEqual(['GET /asked']);
  });

  it('reports a full agent as a wait for a connection', () => {
    const [queued, ...others] = spansOf(record, 'pool');
    expect(others).toEqual([]);
    expect(queued).toMatchObject({ operation: 'GET /both' });
    expect(queued?.durationMs).toBeGreaterThanOrEqual(49);
  });
});

describe('the wait profiler on waits for the machine', () => {
  it.each([
    [
      'mjs',
      `import fs, { readFile } from 'node:fs'; import promises, { stat } from 'node:fs/promises'; import { gzip } from 'node:zlib'; import { pbkdf2 } from 'node:crypto'; import { execFile } from 'node:child_process'; import { setTimeout as sleep } from 'node:timers/promises';`,
      'import.meta.filename',
    ],
    [
      'cjs',
      `const fs = require('node:fs'); const { readFile } = fs; const promises = require('node:fs/promises'); const { stat } = promises; const { gzip } = require('node:zlib'); const { pbkdf2 } = require('node:crypto'); const { execFile } = require('node:child_process'); const { setTimeout: sleep } = require('node:timers/promises');`,
      '__filename',
    ],
  ])(
    'reports the waits of a program that serves nothing, written as %s',
    async (ending, head, file) => {
      const { record, exit, output } = await waitsOf(
        `${head}
const promised = (begin) => new Promise((done) => begin(() => done()));
async function main() {
  await promises.readFile(${file});
  await stat(${file});
  const handle = await fs.promises.open(${file});
  await handle.read(Buffer.alloc(8));
  await handle.close();
  await promised((done) => readFile(${file}, done));
  for await (const chunk of fs.createReadStream(${file})) chunk.length;
  await promised((done) => gzip('text', done));
  await promised((done) => pbkdf2('a', 'b', 1000, 16, 'sha256', done));
  await promised((done) => execFile('/bin/true', done));
  await sleep(20);
  process.exit();
}
main();`,
        { ending },
      );
      expect({ exit, output }).toMatchObject({ exit: { code: 0 } });
      expect(record.operations).toEqual([]);
      expect([...new Set(record.spans.operation)]).toEqual([-1]);
      const files = textsOf(record, 'file').filter((text) => text.includes('main'));
      for (const call of ['readFile', 'stat', 'open', 'handle.read', 'read']) {
        expect(files.some((text) => text.startsWith(`${call}: `))).toBe(true);
      }
      expect(textsOf(record, 'thread').map((text) => text.split(':')[0])).toEqual([
        'zlib.gzip',
        'crypto.pbkdf2',
      ]);
      expect(textsOf(record, 'process')).toHaveLength(1);
      const [slept] = spansOf(record, 'timer');
      expect(slept?.text).toContain('main');
      expect(slept?.durationMs).toBeGreaterThanOrEqual(18);
    },
  );

  it('does not change what promisified functions return', async () => {
    const { exit, output } = await waitsOf(`import { promisify } from 'node:util';
import fs from 'node:fs';
import { exec } from 'node:child_process';
import assert from 'node:assert/strict';
const fd = fs.openSync(import.meta.filename);
const { bytesRead, buffer } = await promisify(fs.read)(fd, Buffer.alloc(6), 0, 6, 0);
assert.deepEqual([bytesRead, buffer.toString()], [6, 'import']);
assert.deepEqual(await promisify(exec)('echo hello'), { stdout: 'hello\\n', stderr: '' });
assert.equal(await promisify(setTimeout)(1, 'later'), 'later');
await assert.rejects(fs.promises.readFile('/missing'), { code: 'ENOENT' });
assert.equal(fs.readFile.length, 3);
process.exit(7);`);
    expect({ exit, output }).toMatchObject({ exit: { code: 7 } });
  });
});

const READY = `import { readFile } from 'node:fs/promises';
async function main() { await readFile(import.meta.filename); }
await main();
`;
const STAYS = `${READY}process.send('ready'); setInterval(() => {}, 1000);`;

describe('a record of waits', () => {
  /** Result of a program that has called process.exit, shared by the tests. */
  let exited: Awaited<ReturnType<typeof waitsOf>>;
  beforeAll(async () => {
    exited = await waitsOf(`${READY}import { isMainThread, Worker } from 'node:worker_threads';
async function inThread() { await readFile(import.meta.filename); }
if (isMainThread) new Worker(new URL(import.meta.url)).once('exit', () => process.exit(3));
else await inThread();`);
  });

  function expectRecord(record: RecordedWaits): void {
    expect(textsOf(record, 'file')).toContain('readFile: main < (anonymous)');
    expect(record.lost).toBe(0);
  }

  // It is written at the end as profiles are, whose tests have other endings.
  it('is left by a program that calls process.exit, with what its worker threads wait for', () => {
    expect(exited.exit).toMatchObject({ code: 3 });
    expectRecord(exited.record);
    expect(textsOf(exited.record, 'file')).toContain('readFile: inThread < (anonymous)');
  });

  it("is left by a program ended by SIGTERM, with the functions' places and the call's line", async () => {
    const { exit, record, file } = await waitsOf(STAYS, { signal: 'SIGTERM' });
    expect(exit).toMatchObject({ signal: 'SIGTERM' });
    expectRecord(record);
    const [{ site } = { site: undefined }] = spansOf(record, 'file').filter(({ text }) =>
      text.startsWith('readFile: main'),
    );
    expect(record.functions[site?.stack[0] ?? -1]).toMatchObject({
      name: 'main',
      owner: 'project',
      file,
      line: 2,
    });
    expect(site?.lines).toEqual([2, 3]);
  });

  it('contains only the requested stretch', async () => {
    const late = await createWaitProfiler(host)
      .attach(exited.own, undefined)
      .read({ fromMs: 1e12, toMs: 2e12 });
    expect({ spans: late.spans.site.length, operations: late.operations.length }).toEqual({
      spans: 0,
      operations: 0,
    });
  });

  it('is reported missing when the program was killed', async () => {
    const killed = waitsOf(`process.send('ready'); setInterval(() => {}, 1000);`, {
      signal: 'SIGKILL',
    });
    await expect(killed).rejects.toMatchObject({
      failure: { message: 'the program was killed before it could write its wait record' },
    });
  });

  it('is missing when the program is not Node.js', async () => {
    const own = join(folder, 'empty');
    host.files.makeFolder(own);
    const read = createWaitProfiler(host).attach(own, undefined).read(ALWAYS);
    await expect(read).rejects.toMatchObject({
      failure: { message: 'the program left no wait record' },
    });
  });

  it('counts threads that began and never wrote as lost', async () => {
    const own = join(folder, 'begun');
    cpSync(exited.own, own, { recursive: true });
    for (const name of ['1-0', '1-1']) writeFileSync(join(own, `${name}.begun`), '');
    expect((await createWaitProfiler(host).attach(own, undefined).read(ALWAYS)).lost).toBe(2);
  });

  it.each([
    ['is empty', ''],
    ['is cut off', '{"format":"perf-harness/waits-of-thread@4","fun'],
    ['is of something else', '{"nodes":[]}'],
    [
      'lacks its columns',
      '{"format":"perf-harness/waits-of-thread@4","functions":[],"frames":[],"stacks":[],"labels":[],"sites":[],"names":[]}',
    ],
  ])(
    'cannot be read when it %s, and counts as lost next to a readable record',
    async (how, text) => {
      const own = join(folder, `beside-${how}`);
      cpSync(exited.own, own, { recursive: true });
      writeFileSync(join(own, '1-0.begun'), '');
      writeFileSync(join(own, '1-0.waits'), text);
      const attached = createWaitProfiler(host).attach(own, undefined);
      expect((await attached.read(ALWAYS)).lost).toBe(1);
      const alone = join(folder, `alone-${how}`);
      host.files.makeFolder(alone);
      writeFileSync(join(alone, '1-0.waits'), text);
      const read = createWaitProfiler(host).attach(alone, undefined).read(ALWAYS);
      await expect(read).rejects.toMatchObject({
        failure: { message: expect.stringContaining('the wait record cannot be read') },
      });
    },
  );
});
