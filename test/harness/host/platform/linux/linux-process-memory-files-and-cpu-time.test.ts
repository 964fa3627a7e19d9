import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';
import { expect, test } from 'vitest';
import {
  countAllowedCores,
  countSockets,
  readProcessSnapshot,
} from '../../../../../harness/host/platform/linux/linux-process-resources.ts';

/** Above any process id that the system assigns. */
const NOBODY = 2 ** 22 + 1;

test('reports memory, files and CPU time of a process', () => {
  const before = readProcessSnapshot(process.pid);
  const descriptors = [1, 2, 3].map(() => openSync('/dev/null', 'r'));
  const after = readProcessSnapshot(process.pid);
  for (const descriptor of descriptors) closeSync(descriptor);
  expect((after?.files ?? 0) - (before?.files ?? 0)).toBe(3);
  expect((after?.residentBytes ?? 0) / process.memoryUsage.rss()).toBeCloseTo(1, 1);
  expect(after?.cpuMs).toBeGreaterThan(0);
  expect(after?.waitedMs).toBeGreaterThanOrEqual(before?.waitedMs ?? Number.NaN);
});

test('distinguishes sockets from other files', async () => {
  const before = countSockets(process.pid);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  expect(countSockets(process.pid)).toBe((before ?? Number.NaN) + 1);
  server.close();
});

test('returns null for a process that does not exist', () => {
  expect(readProcessSnapshot(NOBODY)).toBeNull();
  expect(countSockets(NOBODY)).toBeNull();
  expect(countAllowedCores(NOBODY)).toBeNull();
});

test('counts the cores that the process may run on, which may be fewer than there are', async () => {
  expect(countAllowedCores(process.pid)).toBeLessThanOrEqual(availableParallelism());
  const child = spawn('taskset', ['-c', '0', 'sh', '-c', 'echo; exec sleep 30']);
  await once(child.stdout, 'data');
  expect(countAllowedCores(child.pid ?? NOBODY)).toBeLessThanOrEqual(1);
  child.kill('SIGKILL');
  await once(child, 'exit');
});
