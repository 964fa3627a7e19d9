/** The real machine, read by the real parts. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { LOCK_VARIABLE } from '../../../harness/host/lock/measurement-lock-address.ts';
import { createHost } from '../../../harness/host.ts';
import { environmentSchema } from '../../../harness/model/measurement-environment.ts';
import { measureMachineStability } from '../../../harness/sampling/machine-stability.ts';
import {
  readEnvironment,
  readMachineState,
} from '../../../harness/sampling/machine-state-and-environment.ts';
import packageJson from '../../../package.json' with { type: 'json' };

const host = createHost();
afterAll(() => host.processes.stopAll());

describe('the environment', () => {
  test('is complete and fits its schema', async () => {
    const environment = await readEnvironment(host);
    expect(environmentSchema.parse(environment)).toEqual(environment);
    expect(environment.runtime).toEqual({
      node: process.versions.node,
      v8: process.versions.v8,
      execPath: process.execPath,
    });
    expect(environment.harness.version).toBe(packageJson.version);
    expect((await readEnvironment(host)).machine).toEqual(environment.machine);
  });

  test('has no commit outside a repository', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'perf-harness-test-'));
    expect((await readEnvironment({ ...host, cwd })).git).toBeNull();
  });

  test('names the commit of the folder that the command runs in', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'perf-harness-test-'));
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...args], { cwd })
        .toString()
        .trim();
    git('init', '-q', '-b', 'trunk');
    writeFileSync(join(cwd, 'a.txt'), 'a');
    git('add', '.');
    git('commit', '-qm', 'first');
    const state = async () => (await readEnvironment({ ...host, cwd })).git;
    const commit = git('rev-parse', 'HEAD');
    expect(await state()).toEqual({ commit, branch: 'trunk', dirty: false });
    writeFileSync(join(cwd, 'a.txt'), 'b');
    expect(await state()).toEqual({ commit, branch: 'trunk', dirty: true });
  });

  test('is recorded without git too', async () => {
    const processes = {
      ...host.processes,
      exec: (spec: Parameters<typeof host.processes.exec>[0]) =>
        host.processes.exec({ ...spec, file: `${spec.file}-that-is-not-installed` }),
    };
    expect((await readEnvironment({ ...host, processes })).git).toBeNull();
  });
});

describe('the machine state', () => {
  test('is read as plausible numbers', async () => {
    const state = await readMachineState(host);
    expect(state.cpuCount).toBeGreaterThan(0);
    expect(state.clockStepMs).toBeGreaterThan(0);
    expect(state.clockStepMs).toBeLessThan(1);
    for (const share of [state.busyShare, state.stealShare]) {
      if (share === null) continue;
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThanOrEqual(1);
    }
    expect(state.heavyProcesses.every(({ pid }) => pid !== process.pid)).toBe(true);
  });

  test('lists what disturbs measurements', async () => {
    const env = { NODE_OPTIONS: '--cpu-prof', NODE_V8_COVERAGE: '/tmp/x' };
    const system = { ...host.system, execArgv: ['--inspect'], isInspectorOpen: () => true };
    expect((await readMachineState({ ...host, env, system })).disturbances).toEqual([
      'a debugger can attach to perf-harness',
      '--inspect passed to perf-harness',
      '--cpu-prof in NODE_OPTIONS',
      'NODE_V8_COVERAGE',
    ]);
  });

  test('costs hardly any CPU time apart from its window', async () => {
    await readMachineState(host);
    const before = host.system.ownCpuMs();
    await readMachineState(host);
    // 20 ms for all processes, twice, and as much for the clock, at the most.
    expect(host.system.ownCpuMs() - before).toBeLessThan(100);
  });
});

test('measures the stability of the machine in a separate process', async () => {
  const env = { [LOCK_VARIABLE]: `stability-${process.pid}` };
  // More than five blocks, also on a machine that stalls.
  const stability = await measureMachineStability({ ...host, env }, 1_000);
  expect(stability.durationMs).toBe(1_000);
  expect(stability.blocks).toBeGreaterThan(5);
  expect(stability.worstSlowdown).toBeGreaterThanOrEqual(1);
  expect(stability.lines[0]).toContain(stability.score);
});
