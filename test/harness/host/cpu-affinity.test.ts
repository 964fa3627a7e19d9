import { expect, test } from 'vitest';
import {
  pinToCores,
  readAllowedCores,
  readThreadCores,
} from '../../../harness/host/cpu-affinity.ts';
import { createHost } from '../../../harness/host.ts';

/** Above any process id that the system assigns. */
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

test('inherits the cores of the parent process until it is pinned to some of them', async () => {
  const all = readAllowedCores(process.pid) ?? [];
  const last = all.at(-1) ?? Number.NaN;
  await withProgram(async (pid) => {
    expect(readAllowedCores(pid)).toEqual(all);
    expect(await pinToCores(host.processes, [pid], [last])).toBe(true);
    expect(readAllowedCores(pid)).toEqual([last]);
    expect(await pinToCores(host.processes, [pid], all)).toBe(true);
    expect(readAllowedCores(pid)).toEqual(all);
  });
});

test('returns no cores for an ended process, which needs no pinning', async () => {
  expect(readAllowedCores(NOBODY)).toBeNull();
  expect(await pinToCores(host.processes, [NOBODY], [0])).toBe(true);
});

test('reports a core that does not exist', async () => {
  await withProgram(async (pid) => {
    expect(await pinToCores(host.processes, [pid], [4_000])).toBe(false);
  });
});

test('pins only the main thread when requested', async () => {
  const all = readAllowedCores(process.pid) ?? [];
  const program = host.processes.start({
    file: process.execPath,
    args: ['-e', 'console.log("started"); setInterval(() => {}, 1_000)'],
  });
  const pid = program.pid ?? Number.NaN;
  try {
    // A thread that the main thread starts later has the cores of the main thread.
    await expect.poll(program.output).toContain('started');
    expect(readThreadCores(pid).length).toBeGreaterThan(3);
    expect(await pinToCores(host.processes, [pid], [all[0] ?? 0], 'main')).toBe(true);
    expect(readAllowedCores(pid)).toEqual([all[0]]);
    expect(readThreadCores(pid).every((cores) => cores.join() === all.join())).toBe(true);
  } finally {
    await program.stop(0);
  }
  expect(readThreadCores(NOBODY)).toEqual([]);
});
