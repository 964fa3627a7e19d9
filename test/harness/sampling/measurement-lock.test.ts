import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  LOCK_VARIABLE,
  measurementLockAddress,
} from '../../../harness/host/lock/measurement-lock-address.ts';
import { currentPlatform } from '../../../harness/host/platform/current-platform.ts';
import { createProcesses } from '../../../harness/host/process/process-runner.ts';
import { createHost, type Host } from '../../../harness/host.ts';
import {
  createMeasurementLock,
  elapsedWithoutWaitsMs,
  type MeasurementLock,
  type MeasurementLockOptions,
  TOKEN_VARIABLE,
} from '../../../harness/sampling/measurement-lock.ts';

const FIXTURE = fileURLToPath(new URL('../../fixtures/lock/hold.ts', import.meta.url));

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

let names = 0;
/** Returns a lock name that neither other tests nor the machine use. */
function lockName(): string {
  names += 1;
  return `lock-test-${process.pid}-${names}`;
}

const realHost = createHost();
let hosts = 0;
/** Creates a host as in another process: with its own children and its own id. */
function hostFor(name: string, env: Record<string, string> = {}): Host {
  const processes = createProcesses();
  cleanups.push(() => processes.stopAll());
  hosts += 1;
  const system = { ...realHost.system, pid: process.pid + hosts };
  return { ...realHost, processes, system, env: { [LOCK_VARIABLE]: name, ...env } };
}

function lockOf(
  name: string,
  options: Partial<MeasurementLockOptions> = {},
): { readonly lock: MeasurementLock; readonly waits: string[] } {
  const waits: string[] = [];
  const lock = createMeasurementLock(hostFor(name), {
    label: 'test',
    onWaiting: (holder) => waits.push(holder),
    ...options,
  });
  return { lock, waits };
}

/** Starts a separate process that holds the lock; `lines` grows with its output. */
function startHolder(
  name: string,
  ...args: readonly string[]
): { readonly child: ChildProcess; readonly lines: () => readonly string[] } {
  let text = '';
  const child = spawn(process.execPath, [FIXTURE, ...args], {
    env: { ...process.env, [LOCK_VARIABLE]: name },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  cleanups.push(() => child.kill('SIGKILL'));
  return { child, lines: () => text.split('\n').filter((line) => line !== '') };
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(5);
}

/** Occupies the lock's address with a server that is not perf-harness. */
async function squat(name: string, onSocket: (socket: Socket) => void): Promise<Server> {
  const address = measurementLockAddress(currentPlatform().lock, name);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  }).listen(address);
  await once(server, 'listening');
  cleanups.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return server;
}

interface Interval {
  readonly who: string;
  readonly from: number;
  readonly to: number;
}

function expectApart(intervals: readonly Interval[]): void {
  const sorted = [...intervals].sort((a, b) => a.from - b.from);
  for (const [index, interval] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next !== undefined) expect(next.from).toBeGreaterThanOrEqual(interval.to);
  }
}

describe('two measurements on one machine', () => {
  test('never overlap, and take turns', async () => {
    const name = lockName();
    // In separate processes, so that a process that is not scheduled keeps no other from its turn.
    const holders = ['a', 'b', 'c'].map((who) => ({
      who,
      ...startHolder(name, who, '20', '', '20'),
    }));
    // No holder begins before all have started.
    await lockOf(name).lock.hold('start', () =>
      until(() => holders.every(({ lines }) => lines().length > 0)),
    );
    await Promise.all(holders.map(({ child }) => once(child, 'close')));
    const intervals = holders
      .flatMap(({ who, lines }) => {
        const at = (word: string): readonly number[] =>
          lines().flatMap((line) => (line.startsWith(word) ? Number(line.split(' ')[1]) : []));
        const ends = at('end');
        return at('begin').map((from, index) => ({ who, from, to: ends[index] ?? Number.NaN }));
      })
      .sort((interval, other) => interval.from - other.from);
    expect(intervals).toHaveLength(60);
    expectApart(intervals);
    // Each holder gets its first turn before any other has finished its last: of so many, since a
    // busy machine may leave a process without a core for several.
    const turns = (who: string) =>
      intervals.flatMap((interval, at) => (interval.who === who ? [at] : []));
    const all = ['a', 'b', 'c'].map(turns);
    expect(Math.max(...all.map((indexes) => indexes[0] ?? Number.NaN))).toBeLessThan(
      Math.min(...all.map((indexes) => indexes.at(-1) ?? Number.NaN)),
    );
  });

  test('report once, from the second, whom it waits for', async () => {
    const name = lockName();
    const { lock } = lockOf(name, { label: 'first run' });
    const second = lockOf(name);
    for (let trial = 0; trial < 3; trial += 1) {
      let isOver = false;
      const held = lock.hold('parse lockfile', () => until(() => isOver));
      const waited = second.lock.hold('other', async () => 'measured');
      await (trial === 0 ? until(() => second.waits.length > 0) : sleep(30));
      isOver = true;
      await held;
      expect(await waited).toBe('measured');
    }
    expect(second.waits).toHaveLength(1);
    expect(second.waits[0]).toMatch(
      /^process \d+ \(first run, "parse lockfile"\), measuring since \d\d:\d\d:\d\d$/,
    );
  });

  test('count only how long the second waits', async () => {
    const name = lockName();
    const first = lockOf(name).lock;
    let nowMs = 0;
    const waits: string[] = [];
    const host = { ...hostFor(name), clock: { now: () => new Date(0), monotonicMs: () => nowMs } };
    const second = createMeasurementLock(host, {
      label: 'test',
      onWaiting: (holder) => waits.push(holder),
    });
    await second.hold('alone', async () => {
      nowMs = 5_000;
    });
    expect(second.waitedMs()).toBe(0);
    let isOver = false;
    const held = first.hold('parse lockfile', () => until(() => isOver));
    const waited = ['a', 'b'].map((what) => second.hold(what, async () => undefined));
    await until(() => waits.length > 0);
    nowMs = 65_000;
    expect(second.waitedMs()).toBe(60_000);
    isOver = true;
    await Promise.all([held, ...waited]);
    nowMs = 70_000;
    expect(second.waitedMs()).toBe(60_000);
    expect(elapsedWithoutWaitsMs(host, second)).toBe(10_000);
  });

  test('free the waiting measurement when the holder is killed with SIGKILL', async () => {
    const name = lockName();
    const holder = startHolder(name, 'doomed', '600000');
    await until(() => holder.lines().length > 0);
    const { lock, waits } = lockOf(name);
    const waited = lock.hold('next', async () => 'ran');
    await until(() => waits.length > 0);
    expect(waits[0]).toContain(`process ${holder.child.pid} (doomed, "fixture")`);
    // The holder would hold for longer than a test may last: nothing but its end frees the lock.
    holder.child.kill('SIGKILL');
    expect(await waited).toBe('ran');
  });

  test('release the lock when an action fails', async () => {
    const name = lockName();
    const { lock } = lockOf(name);
    await expect(lock.hold('bad', () => Promise.reject(new Error('broken')))).rejects.toThrow(
      'broken',
    );
    const other = lockOf(name);
    expect(await other.lock.hold('good', async () => 'ran')).toBe('ran');
    expect(other.waits).toEqual([]);
  });

  test('do not wait for each other when their locks have different names', async () => {
    const { lock } = lockOf(lockName());
    const other = lockOf(lockName());
    await lock.hold('outer', async () => {
      expect(await other.lock.hold('inner', async () => 'ran')).toBe('ran');
    });
    expect(other.waits).toEqual([]);
  });

  test('need no lock when it is "off"', async () => {
    const { lock } = lockOf('off');
    const other = lockOf('off');
    expect(await lock.hold('a', () => other.lock.hold('b', async () => 'ran'))).toBe('ran');
  });
});

describe('a wait for the lock', () => {
  test('ends without measuring when the run is interrupted', async () => {
    const name = lockName();
    const { lock } = lockOf(name);
    const second = lockOf(name);
    const controller = new AbortController();
    let hasRun = false;
    await lock.hold('long', async () => {
      const waiting = second.lock.hold(
        'short',
        async () => {
          hasRun = true;
        },
        controller.signal,
      );
      await until(() => second.waits.length > 0);
      controller.abort();
      await expect(waiting).rejects.toThrow(/abort/i);
    });
    expect(hasRun).toBe(false);
  });

  test('is reported when a process accepts and never answers', async () => {
    const name = lockName();
    const server = await squat(name, () => undefined);
    const { lock, waits } = lockOf(name);
    // Only the code that reports waiting uses these timers.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    cleanups.push(() => vi.useRealTimers());
    const waited = lock.hold('trial', async () => 'measured');
    await until(() => vi.getTimerCount() > 0);
    vi.advanceTimersByTime(2_999);
    expect(waits).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(waits).toEqual([expect.stringContaining('an unknown process')]);
    server.close();
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
    expect(await waited).toBe('measured');
  });

  test.each([
    ['closes every connection', (socket: Socket) => socket.end()],
    [
      'sends what is no message',
      (socket: Socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'),
    ],
    ['sends numbers', (socket: Socket) => socket.write('42\nnull\n[]\n')],
    ['never ends its line', (socket: Socket) => socket.write('x'.repeat(1_000_000))],
  ])('ends, for a process that %s, when that process is gone', async (_what, onSocket) => {
    const name = lockName();
    await squat(name, onSocket);
    const { lock } = lockOf(name);
    const waited = lock.hold('trial', async () => 'measured');
    await sleep(150);
    for (const cleanup of cleanups.splice(0)) await cleanup();
    expect(await waited).toBe('measured');
  });

  test('shows nothing of a foreign label that could control the terminal', async () => {
    const name = lockName();
    await squat(name, (socket) => {
      const label = `\u001b[2J\n${'long '.repeat(100)}`;
      const answer = { type: 'held', ahead: 0, pid: 1, label, since: 'x' };
      socket.write(`${JSON.stringify(answer)}\n`);
    });
    const { lock, waits } = lockOf(name);
    const waited = lock.hold('trial', async () => 'measured');
    await until(() => waits.length > 0);
    expect(waits[0]).not.toMatch(/\p{Cc}/u);
    expect(waits[0]?.length).toBeLessThan(200);
    for (const cleanup of cleanups.splice(0)) await cleanup();
    await waited;
  });
});

describe('descendants of the holder', () => {
  test('measure without waiting, as do their own descendants', async () => {
    const name = lockName();
    const holder = startHolder(name, 'outer', '0', 'inner');
    await once(holder.child, 'exit');
    expect(holder.lines().map((line) => line.split(' ')[0])).toEqual([
      'begin',
      'begin',
      'end',
      'end',
    ]);
  });

  test('measure one after the other under one holder', async () => {
    const name = lockName();
    const host = hostFor(name);
    const lock = createMeasurementLock(host, { label: 'outer', onWaiting: () => undefined });
    const outputs = await lock.hold('pair', () =>
      Promise.all(
        ['one', 'two', 'three'].map((label) =>
          host.processes.exec({
            file: process.execPath,
            args: [FIXTURE, label, '50'],
            env: { [LOCK_VARIABLE]: name },
            timeoutMs: 30_000,
          }),
        ),
      ),
    );
    const intervals = outputs.map(({ stdout }, index) => {
      const at = (word: string) => Number(new RegExp(`^${word} (.*)$`, 'm').exec(stdout)?.[1]);
      return { who: String(index), from: at('begin'), to: at('end') };
    });
    for (const { from, to } of intervals) expect(to - from).toBeGreaterThanOrEqual(45);
    expectApart(intervals);
  });

  test('get the token only while the lock is held', async () => {
    const name = lockName();
    const host = hostFor(name);
    const lock = createMeasurementLock(host, { label: 'outer', onWaiting: () => undefined });
    const token = async (): Promise<string> => {
      const { stdout } = await host.processes.exec({
        file: process.execPath,
        args: ['-p', `process.env.${TOKEN_VARIABLE} ?? 'none'`],
        timeoutMs: 20_000,
      });
      return stdout.trim();
    };
    const before = await token();
    const during = await lock.hold('trial', token);
    expect(during).toMatch(/^[0-9a-f]{32}$/);
    expect(await token()).toBe(before);
    expect(before).not.toBe(during);
  });

  test('are treated as unrelated when the holder did not give their token', async () => {
    const name = lockName();
    const { lock } = lockOf(name);
    const waits: string[] = [];
    const stranger = createMeasurementLock(hostFor(name, { [TOKEN_VARIABLE]: 'f'.repeat(32) }), {
      label: 'stranger',
      onWaiting: (holder) => waits.push(holder),
    });
    let isOver = false;
    const order: string[] = [];
    const held = lock.hold('trial', async () => {
      await until(() => isOver);
      order.push('holder');
    });
    const waited = stranger.hold('trial', async () => {
      order.push('stranger');
    });
    await until(() => waits.length > 0);
    isOver = true;
    await Promise.all([held, waited]);
    expect(order).toEqual(['holder', 'stranger']);
  });

  test('return their permission when they are killed', async () => {
    const name = lockName();
    const host = hostFor(name);
    const lock = createMeasurementLock(host, { label: 'outer', onWaiting: () => undefined });
    await lock.hold('pair', async () => {
      const start = (label: string, holdMs: string) => {
        const lines: string[] = [];
        const process_ = host.processes.start({
          file: process.execPath,
          args: [FIXTURE, label, holdMs],
          env: { [LOCK_VARIABLE]: name },
          onLine: (line) => lines.push(line),
        });
        return { lines, process: process_ };
      };
      const doomed = start('doomed', '60000');
      await until(() => doomed.lines.length > 0);
      const next = start('next', '0');
      await until(() => next.lines.length > 0);
      expect(next.lines[0]).toContain('(doomed, "fixture")');
      await doomed.process.stop(0);
      await next.process.exited;
      expect(next.lines.at(-1)).toMatch(/^end/);
    });
  });
});
