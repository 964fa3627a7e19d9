/** Clients that try to block the dashboard: `perf-harness serve` in a separate process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHistoryEntry } from '../../support/history-entries.ts';

const BIN = fileURLToPath(new URL('../../../cli/bin.ts', import.meta.url));
const CONNECTIONS = 10_000;
/** Bytes of a page that no socket accepts in one write. */
const LONG_NAME = 8_000_000;
const MOST_BYTES = 400_000_000;

let child: ChildProcess;
let address: URL;
let cookie: string;
beforeAll(async () => {
  const project = mkdtempSync(join(tmpdir(), 'bad-clients-'));
  mkdirSync(join(project, '.perf-harness/history'), { recursive: true });
  const lines = Array.from({ length: 50 }, (_, number) =>
    JSON.stringify(createHistoryEntry(number)),
  );
  lines.push(JSON.stringify(createHistoryEntry(99, { scenario: 'n'.repeat(LONG_NAME) })));
  writeFileSync(join(project, '.perf-harness/history/imported-1.jsonl'), `${lines.join('\n')}\n`);
  const served = spawn(process.execPath, [BIN, 'serve', '--write', '--port', '0'], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child = served;
  const [first] = (await once(served.stdout, 'data')) as [Buffer];
  address = new URL(first.toString().trim());
  cookie = `perf-harness-${address.port}=${address.searchParams.get('token')}`;
  while ((await view()).includes('Loading the history')) await sleep(200);
});
afterAll(async () => {
  child.kill('SIGINT');
  await once(child, 'exit');
});

async function view(path = '/runs'): Promise<string> {
  const answer = await fetch(`${address.origin}${path}`, { headers: { cookie } });
  expect(answer.status).toBe(200);
  return answer.text();
}

function memoryBytes(): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/u.exec(status)?.[1]) * 1_024;
}

function open(): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(Number(address.port), '127.0.0.1', () => resolve(socket));
    socket.on('error', () => resolve(socket));
  });
}

/** Returns milliseconds until the server closes the connection; output unread by default. */
async function lifeOf(socket: Socket, isRead: boolean): Promise<number> {
  const began = performance.now();
  if (isRead) socket.resume();
  if (!socket.destroyed) await once(socket, 'close');
  return performance.now() - began;
}

describe('misbehaving clients', () => {
  it('cuts off a header that comes byte by byte after 5 seconds', async () => {
    const socket = await open();
    const text = `GET / HTTP/1.1\r\nhost: ${address.host}\r\nx: ${'a'.repeat(1_000)}`;
    const sending = (async () => {
      for (const byte of text) {
        if (socket.destroyed) return;
        socket.write(byte);
        await sleep(100);
      }
    })();
    const ms = await lifeOf(socket, true);
    expect(ms).toBeGreaterThan(4_000);
    expect(ms).toBeLessThan(15_000);
    await view();
    await sending;
  });

  it('cuts off a form that comes byte by byte after 15 seconds', async () => {
    const socket = await open();
    const type = 'application/x-www-form-urlencoded';
    socket.write(
      `POST /notes HTTP/1.1\r\nhost: ${address.host}\r\norigin: ${address.origin}\r\ncookie: ${cookie}\r\ncontent-type: ${type}\r\ncontent-length: 16000\r\n\r\n`,
    );
    const sending = setInterval(() => socket.destroyed || socket.write('a'), 200);
    const ms = await lifeOf(socket, true);
    clearInterval(sending);
    expect(ms).toBeGreaterThan(10_000);
    expect(ms).toBeLessThan(40_000);
    await view();
  });

  it('gives up an answer that nobody reads after 30 seconds', async () => {
    const socket = await open();
    socket.pause();
    socket.write(`GET / HTTP/1.1\r\nhost: ${address.host}\r\ncookie: ${cookie}\r\n\r\n`);
    // 15 seconds until the system's buffers are full, and 15 more without progress.
    await sleep(36_000);
    // Only a reader notices that the server has closed the connection: the page is cut short.
    let bytes = 0;
    socket.on('data', (part) => {
      bytes += part.length;
    });
    await lifeOf(socket, true);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan((await view('/')).length);
    await view();
  });

  it('survives 100 requests of 10 MB, authorised and not, without growing', async () => {
    const body = 'a'.repeat(10_000_000);
    const before = memoryBytes();
    const send = (headers: Record<string, string>) =>
      fetch(`${address.origin}/notes`, { method: 'POST', body, headers }).then(
        ({ status }) => status,
        () => 'cut off',
      );
    const own = {
      cookie,
      origin: address.origin,
      'content-type': 'application/x-www-form-urlencoded',
    };
    for (let turn = 0; turn < 10; turn += 1) {
      const found = await Promise.all(
        Array.from({ length: 10 }, (_, index) => send(index % 2 === 0 ? own : {})),
      );
      for (const outcome of found) expect([403, 413, 'cut off']).toContain(outcome);
      await view();
    }
    expect(memoryBytes() - before).toBeLessThan(200_000_000);
  });

  it(`serves others during ${CONNECTIONS} connections that send nothing or half a request`, async () => {
    const sockets: Socket[] = [];
    let isFlooding = true;
    const slowest: number[] = [];
    const looking = (async () => {
      while (isFlooding) {
        const began = performance.now();
        await view();
        slowest.push(performance.now() - began);
        await sleep(50);
      }
    })();
    for (let count = 0; count < CONNECTIONS; count += 100) {
      const some = await Promise.all(Array.from({ length: 100 }, open));
      for (const [index, socket] of some.entries()) {
        if (index % 2 === 0 && !socket.destroyed) socket.write('GET / HTTP/1.1\r\nhos');
      }
      sockets.push(...some);
    }
    isFlooding = false;
    await looking;
    expect(slowest.length).toBeGreaterThan(3);
    expect(Math.max(...slowest)).toBeLessThan(5_000);
    expect(memoryBytes()).toBeLessThan(MOST_BYTES);
    for (const socket of sockets) socket.destroy();
    await view();
  });
});
