import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { watchProcesses } from '../../../../harness/executors/server/watch-processes.ts';

test('looks at the beginning, in between and at the end, at all of them together', async () => {
  const children = [1, 2].map(() => spawn('sleep', ['30']));
  await Promise.all(children.map((child) => once(child, 'spawn')));
  const watch = watchProcesses(children.map(({ pid }) => pid ?? 0));
  await sleep(300);
  const { moments, cores, mostSockets } = watch.end();
  expect(moments.length).toBeGreaterThan(2);
  expect(moments.at(-1)?.residentBytes).toBeGreaterThan(0);
  expect(moments.at(-1)?.files).toBeGreaterThanOrEqual(6);
  expect(cores).toBeGreaterThan(0);
  expect(mostSockets).toBeGreaterThanOrEqual(0);
  for (const child of children) child.kill('SIGKILL');
});

test('a process that ends keeps its CPU time and holds nothing any more', async () => {
  const child = spawn(process.execPath, [
    '-e',
    'const end = performance.now() + 300; while (performance.now() < end);',
  ]);
  await once(child, 'spawn');
  const watch = watchProcesses([child.pid ?? 0]);
  await once(child, 'exit');
  const { moments } = watch.end();
  expect(moments.at(-1)).toMatchObject({ residentBytes: 0, files: 0 });
  expect(moments.at(-1)?.cpuMs).toBeGreaterThan(50);
});

test('of no processes it tells nothing', () => {
  expect(watchProcesses([]).end()).toEqual({ moments: [], mostSockets: null, cores: null });
});
