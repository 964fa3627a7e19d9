import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  openServerProbe,
  type ServerProbe,
} from '../../../../harness/executors/probe/server-probe.ts';
import { createHost } from '../../../../harness/host.ts';

const host = createHost();
/** For a process that never answers; others have the limit of the product. */
const ANSWER_LIMIT_MS = 500;
let folder: string;
let probe: ServerProbe;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ph probe ä '));
  probe = await openServerProbe(folder, '--no-deprecation');
});
afterEach(async () => {
  await probe.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs code as a program that carries the probe. */
function run(code: string, args: readonly string[] = []) {
  return host.processes.exec({
    file: process.execPath,
    args: [...args, '-e', code],
    env: probe.env,
    timeoutMs: 60_000,
  });
}

/** A program that carries the probe and stays. */
async function start(code: string) {
  const program = host.processes.start({
    file: process.execPath,
    args: ['-e', code],
    env: probe.env,
  });
  while ((await probe.mark()).processes.length === 0) await sleep(20);
  return program;
}

test('lets an idle program end with the same output and code as without the probe', async () => {
  const code = 'console.log("done"); process.exitCode = 5';
  for (const args of [['--input-type=module'], ['--input-type=commonjs']]) {
    expect(await run(code, args)).toMatchObject({
      exit: { type: 'code', code: 5 },
      stdout: 'done\n',
      stderr: '',
    });
  }
});

test('lets a program run as usual when its harness is gone', async () => {
  await probe.close();
  expect(await run('setTimeout(() => console.log("done"), 100)')).toMatchObject({
    exit: { type: 'code', code: 0 },
    stdout: 'done\n',
    stderr: '',
  });
});

test('keeps a program running when the harness closes the socket', async () => {
  const program = await start(
    `process.on('SIGUSR2', () => setTimeout(() => { console.log('done'); process.exit(); }, 200));
    setInterval(() => {}, 1000);`,
  );
  await probe.close();
  process.kill(program.pid ?? Number.NaN, 'SIGUSR2');
  await program.exited;
  expect(program.output()).toBe('done\n');
});

test('counts from mark to read, and over the whole process for CPU time and memory', async () => {
  const program = await start(
    'require("node:v8").setFlagsFromString("--expose-gc"); const gc = require("node:vm").runInNewContext("gc"); setInterval(() => gc({ type: "minor" }), 10)',
  );
  let [before, after] = [await probe.mark(), await probe.read()];
  while (before.silent > 0 || after.gcCount <= 2) {
    before = await probe.mark();
    await sleep(200);
    after = await probe.read();
  }
  expect(before).toMatchObject({ gcCount: 0, gcMs: 0, silent: 0 });
  expect(after.gcMs).toBeGreaterThan(0);
  expect(after.processes).toMatchObject([{ pid: program.pid }]);
  expect(after.processes[0]?.cpuMs).toBeGreaterThan(before.processes[0]?.cpuMs ?? 0);
  expect(after.processes[0]?.peakBytes).toBeGreaterThan(20e6);
  // A new stretch starts at zero.
  expect(await probe.mark()).toMatchObject({ gcCount: 0 });
  await program.stop(0);
});

test('includes a process that starts within the stretch', async () => {
  await probe.mark();
  const over = Promise.withResolvers<void>();
  const program = host.processes.start({
    file: process.execPath,
    args: [
      '-e',
      // It blocks so often that it has been marked in between, however late the machine is.
      `let blocked = 0;
      setInterval(() => {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
        blocked += 1;
        if (blocked === 8) console.log('over');
      }, 150);`,
    ],
    env: probe.env,
    onLine: () => over.resolve(),
  });
  await over.promise;
  const reading = await probe.read();
  expect(reading.processes).toMatchObject([{ pid: program.pid }]);
  expect(reading.delay.p99Ms).toBeGreaterThan(50);
  await program.stop(0);
});

test('no longer waits for a process that has ended', async () => {
  const program = await start('setInterval(() => {}, 1000)');
  await program.stop(0);
  let reading = await probe.read();
  while (reading.processes.length + reading.silent > 0) reading = await probe.read();
  expect(reading).toMatchObject({ processes: [], silent: 0 });
});

test('reports a process with a blocked event loop as silent', async () => {
  await probe.close();
  probe = await openServerProbe(folder, '--no-deprecation', ANSWER_LIMIT_MS);
  const program = await start(
    `process.on('SIGUSR2', () => {
      console.log('blocked');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });
    setInterval(() => {}, 1000);`,
  );
  process.kill(program.pid ?? Number.NaN, 'SIGUSR2');
  while (program.output() === '') await sleep(5);
  expect(await probe.read()).toMatchObject({ processes: [], silent: 1 });
  await program.stop(0);
});

test('ignores data that others write to the socket', async () => {
  const socket = connect(probe.env.PERF_HARNESS_PROBE ?? '');
  socket.on('error', () => undefined);
  socket.end('nonsense\n[1]\nnull\n{"type":"account"}\n').resume();
  // It is closed from the other end, once all was read.
  await once(socket, 'close');
  expect(await probe.read()).toMatchObject({ processes: [], silent: 0 });
});
