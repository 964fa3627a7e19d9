import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { guardian } from '../../../harness/host/process/process-tree-guardian.ts';
import { startGuardedProcess } from '../../../harness/host/process/start-guarded-process.ts';

/** More than an unread stream buffers, and less than the system buffers for it. */
const LENGTH = 90_000;

test('reads the output of a program to its end, however long this process was delayed', async () => {
  const spec = {
    file: process.execPath,
    args: ['-e', `process.stdout.write('x'.repeat(${LENGTH}))`],
  };
  const { child, exited, stop } = startGuardedProcess(spec, guardian, () => undefined);
  let length = 0;
  child.stdout?.pause();
  child.stdout?.on('data', (chunk: Buffer) => {
    length += chunk.length;
  });
  child.on('exit', () => {
    child.stdout?.resume();
    // Once the process continues, timers run before the data is read.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
  });
  expect(await exited).toEqual({ type: 'code', code: 0 });
  expect(length).toBe(LENGTH);
  await stop(0);
});

test('stops waiting for output that a child keeps open and writes to', async () => {
  const script = `const { spawn } = require('node:child_process');
    spawn(process.execPath, ['-e', 'setInterval(() => process.stdout.write("x".repeat(1000)), 1)'], { stdio: 'inherit' });
    setTimeout(() => process.exit(3), 200);`;
  const spec = { file: process.execPath, args: ['-e', script] };
  const { child, exited, stop } = startGuardedProcess(spec, guardian, () => undefined);
  child.stdout?.resume();
  const late = sleep(60_000, 'late', { ref: false });
  expect(await Promise.race([exited, late])).toEqual({ type: 'code', code: 3 });
  await stop(0);
});
