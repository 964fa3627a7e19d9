import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readProcessTimes } from '../../../harness/host/platform/linux/read-process-status.ts';
import { OTHER } from '../../../harness/host/platform/other/unsupported-operating-system-fallback.ts';
import { createHost } from '../../../harness/host.ts';
import { cpuLoadBetween, readCpuLoad } from '../../../harness/machine/cpu-load.ts';
import { openKernelFiles } from '../../../harness/machine/read-optional-kernel-files.ts';

const process_ = (pid: number, parent: number, name: string, ticks: number) =>
  [pid, { pid, parent, name, ticks }] as const;

const BEFORE = {
  atMs: 1_000,
  ownCpuMs: 500,
  cpu: { busy: 1_000, steal: 10, total: 10_000 },
  processes: new Map([
    process_(10, 1, 'perf-harness', 50),
    process_(11, 10, 'own child', 5),
    process_(20, 1, 'webpack', 900),
    process_(21, 1, 'sleeper', 3),
  ]),
};

test('counts what others used, but not what this process and its children used', () => {
  const after = {
    atMs: 1_100,
    ownCpuMs: 520,
    cpu: { busy: 1_016, steal: 11, total: 10_020 },
    processes: new Map([
      process_(10, 1, 'perf-harness', 52),
      process_(11, 10, 'own child', 9),
      process_(20, 1, 'webpack', 909),
      process_(21, 1, 'sleeper', 4),
      process_(22, 1, 'newcomer', 3),
    ]),
  };
  // 16 busy ticks, 2 of this process, 4 of its child.
  expect(cpuLoadBetween(BEFORE, after, 10)).toEqual({
    busyShare: 0.5,
    stealShare: 0.05,
    heavyProcesses: [
      { pid: 20, name: 'webpack', cpuShare: 0.9 },
      { pid: 22, name: 'newcomer', cpuShare: 0.3 },
    ],
  });
});

test('reports a process as heavy by its share, however long the interval was', () => {
  const look = (elapsedMs: number, ticks: number) => {
    const after = {
      ...BEFORE,
      atMs: BEFORE.atMs + elapsedMs,
      cpu: { ...BEFORE.cpu, total: BEFORE.cpu.total + elapsedMs / 5 },
      processes: new Map([process_(20, 1, 'webpack', 900 + ticks)]),
    };
    return cpuLoadBetween(BEFORE, after, 10).heavyProcesses.length;
  };
  expect([look(100, 1), look(100, 2), look(1_000, 14), look(1_000, 15)]).toEqual([0, 1, 0, 1]);
});

test('does not charge a process missed by the first reading with its whole life', () => {
  const after = {
    ...BEFORE,
    atMs: 1_100,
    cpu: { busy: 1_016, steal: 10, total: 10_020 },
    processes: new Map([...BEFORE.processes, process_(2, 1, 'old service', 70_000)]),
  };
  expect(cpuLoadBetween(BEFORE, after, 10).heavyProcesses).toEqual([]);
});

test('returns unknown when the kernel reports nothing or stood still', () => {
  const unknown = { busyShare: null, stealShare: null, heavyProcesses: [] };
  expect(cpuLoadBetween({ ...BEFORE, cpu: null }, BEFORE, 10)).toEqual(unknown);
  expect(cpuLoadBetween(BEFORE, BEFORE, 10)).toEqual(unknown);
});

test.runIf(process.platform === 'linux')('reads processes with what they have used', async () => {
  const host = createHost();
  const kernel = openKernelFiles(host.files);
  const burner = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  try {
    // A busy machine rarely schedules it; if it never does, the test ends with the time limit.
    let ticks = 0;
    while (ticks < 20) {
      await sleep(20);
      const found = readProcessTimes(kernel, () => false).get(burner.pid ?? 0);
      expect(found?.parent).toBe(process.pid);
      expect(found?.ticks).toBeGreaterThanOrEqual(ticks);
      ticks = found?.ticks ?? 0;
    }
    const { busyShare, stealShare } = await readCpuLoad(host);
    expect(busyShare).not.toBeNull();
    expect(stealShare).not.toBeNull();
  } finally {
    burner.kill('SIGKILL');
  }
});

test('returns unknown when the platform does not report whose processes they are', async () => {
  const elsewhere = { ...createHost(), platform: OTHER };
  expect(await readCpuLoad(elsewhere)).toEqual({
    busyShare: null,
    stealShare: null,
    heavyProcesses: [],
  });
});
