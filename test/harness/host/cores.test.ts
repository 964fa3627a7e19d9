import { expect, test } from 'vitest';
import { coresOf, coresOfThreads, holdToCores } from '../../../harness/host/cores.ts';
import { createHost } from '../../../harness/host.ts';

/** More than the system gives to any process. */
const NOBODY = 2 ** 22 + 1;
const host = createHost();

/** The pid of a program that waits, for as long as it is used. */
async function withProgram(use: (pid: number) => Promise<void>): Promise<void> {
  const program = host.processes.start({ file: 'sleep', args: ['60'] });
  try {
    await use(program.pid ?? Number.NaN);
  } finally {
    await program.stop(0);
  }
}

test('a process has the cores of the one that started it, until it is held to some of them', async () => {
  const all = coresOf(process.pid) ?? [];
  const last = all.at(-1) ?? Number.NaN;
  await withProgram(async (pid) => {
    expect(coresOf(pid)).toEqual(all);
    expect(await holdToCores(host.processes, [pid], [last])).toBe(true);
    expect(coresOf(pid)).toEqual([last]);
    expect(await holdToCores(host.processes, [pid], all)).toBe(true);
    expect(coresOf(pid)).toEqual(all);
  });
});

test('a process that is gone has no cores and needs no holding', async () => {
  expect(coresOf(NOBODY)).toBeNull();
  expect(await holdToCores(host.processes, [NOBODY], [0])).toBe(true);
});

test('a core that is not there is told', async () => {
  await withProgram(async (pid) => {
    expect(await holdToCores(host.processes, [pid], [4_000])).toBe(false);
  });
});

test('the main thread alone is held where that is asked for', async () => {
  const all = coresOf(process.pid) ?? [];
  const program = host.processes.start({
    file: process.execPath,
    args: ['-e', 'setInterval(() => {}, 1_000)'],
  });
  const pid = program.pid ?? Number.NaN;
  try {
    await expect.poll(() => coresOfThreads(pid).length, { timeout: 100_000 }).toBeGreaterThan(3);
    expect(await holdToCores(host.processes, [pid], [all[0] ?? 0], 'main')).toBe(true);
    expect(coresOf(pid)).toEqual([all[0]]);
    expect(coresOfThreads(pid).every((cores) => cores.join() === all.join())).toBe(true);
  } finally {
    await program.stop(0);
  }
  expect(coresOfThreads(NOBODY)).toEqual([]);
});
