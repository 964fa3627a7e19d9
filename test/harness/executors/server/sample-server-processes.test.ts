import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FIRST_SLICE_MS } from '../../../../harness/executors/latency/client-latency-histograms-by-time-slice.ts';
import { sampleServerProcesses } from '../../../../harness/executors/server/sample-server-processes.ts';

const children: ChildProcess[] = [];

/** A program that has started. */
async function start(file: string, ...args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(file, args);
  children.push(child);
  await once(child, 'spawn');
  return child;
}

// The test itself advances the time until the next inspection, however busy the machine is.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

test('samples all processes together at the beginning, in between and at the end', async () => {
  const [first, other] = [await start('sleep', '30'), await start('sleep', '30')];
  const watch = sampleServerProcesses([first.pid ?? 0, other.pid ?? 0]);
  vi.advanceTimersByTime(3 * FIRST_SLICE_MS);
  const { moments, cores, mostSockets } = watch.end();
  expect(moments).toHaveLength(1 + 3 + 1);
  expect(moments.at(-1)?.residentBytes).toBeGreaterThan(0);
  expect(moments.at(-1)?.files).toBeGreaterThanOrEqual(6);
  expect(cores).toBeGreaterThan(0);
  expect(mostSockets).toBeGreaterThanOrEqual(0);
});

/** Prints a line after 100 ms of CPU time, and runs until it gets input. */
const BURNING = `
while (process.cpuUsage().user < 100_000);
console.log('burnt');
process.stdin.once('data', () => process.exit());
`;

test('keeps the CPU time of a process that has ended, without memory and files', async () => {
  const child = await start(process.execPath, '-e', BURNING);
  const watch = sampleServerProcesses([child.pid ?? 0]);
  if (child.stdout === null) throw new Error('nobody hears it');
  await once(child.stdout, 'data');
  vi.advanceTimersByTime(FIRST_SLICE_MS);
  child.stdin?.write('go');
  await once(child, 'exit');
  const { moments } = watch.end();
  expect(moments).toHaveLength(1 + 1 + 1);
  expect(moments.at(-1)).toMatchObject({ residentBytes: 0, files: 0 });
  expect(moments.at(-1)?.cpuMs).toBeGreaterThan(50);
});

test('reports nothing without processes', () => {
  expect(sampleServerProcesses([]).end()).toEqual({ moments: [], mostSockets: null, cores: null });
});
