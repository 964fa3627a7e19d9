/** Commands on platforms that keep no resource usage of ended programs. */
import { afterEach, describe, expect, it } from 'vitest';
import { MACOS } from '../../../../harness/host/platform/macos/macos-platform.ts';
import { createHost } from '../../../../harness/host.ts';
import { listKindMetrics } from '../../../../harness/scenario/schema/scenario-kind-metrics.ts';
import { argvCommand, shellCommand } from '../../../support/command-scenario.ts';
import { createCommandUnits } from './command-executor-test-setup.ts';

const { measure, executor } = createCommandUnits('elsewhere-', {
  ...createHost(),
  platform: MACOS,
});
afterEach(() => executor.dispose?.());

const BURN = 'const end = process.cpuUsage().user + 8e4; while (process.cpuUsage().user < end);';
const node = (...code: readonly string[]) => argvCommand(process.execPath, '-e', code.join(';'));
const START = `const { spawn, execFileSync } = require('node:child_process')`;
const CHILD = `[process.execPath, ['-e', ${JSON.stringify(BURN)}], { stdio: 'ignore' }]`;

describe('command that runs Node.js', () => {
  it('reports its CPU time and peak memory itself, and gives a reason for missing I/O', async () => {
    const block = await measure({ command: node('globalThis.kept = Buffer.alloc(1e8, 1)', BURN) });
    expect(Object.keys(block.measurements).sort()).toEqual([
      'cpu_time',
      'memory_peak',
      'system_time',
      'user_time',
      'wall_time',
    ]);
    expect(block.measurements.cpu_time).toBeGreaterThan(80);
    expect(block.measurements.memory_peak).toBeGreaterThan(1e8);
    const reason = 'macOS does not report the I/O of a program';
    expect(block.unavailable).toEqual({ io_read: reason, io_write: reason });
  });

  it('includes the time of Node.js that it starts, and of Node.js that it waits for', async () => {
    const { measurements } = await measure({
      command: node(START, `spawn(...${CHILD})`, `execFileSync(...${CHILD})`, BURN),
    });
    expect(measurements.cpu_time).toBeGreaterThan(240);
  });

  it.each([
    ['starts', `spawn('true')`],
    [
      'imports the means to wait for',
      `import('node:child_process').then((all) => all.spawnSync('true'))`,
    ],
  ])('has no CPU time when it %s another program', async (_how, starting) => {
    const { measurements, unavailable } = await measure({ command: node(START, starting) });
    expect(Object.keys(measurements)).toEqual(['wall_time']);
    expect(unavailable?.cpu_time).toContain('starts programs other than Node.js');
    expect(unavailable?.memory_peak).toBe(unavailable?.cpu_time);
  });

  it('is not charged for a program that could not be started', async () => {
    const starting = `spawn('no-such-program').on('error', () => {})`;
    const { measurements } = await measure({ command: node(START, starting) });
    expect(measurements.cpu_time).toBeGreaterThan(0);
  });
});

describe('command that is another program', () => {
  it('has its wall time, and a reason for each missing metric', async () => {
    const block = await measure({ command: argvCommand('sleep', '0.05') });
    expect(Object.keys(block.measurements)).toEqual(['wall_time']);
    expect(Object.keys(block.unavailable ?? {}).sort()).toEqual(
      listKindMetrics('command')
        .own.filter((name) => name !== 'wall_time')
        .sort(),
    );
    expect(block.unavailable?.cpu_time).toBe(
      'no Node.js process was involved, and only Node.js processes are counted',
    );
  });

  it('has no CPU time when Node.js is only a part of it', async () => {
    const { unavailable } = await measure({
      command: shellCommand(`${process.execPath} -e 0; true`),
    });
    expect(unavailable?.cpu_time).toContain('the command is not a Node.js program');
  });
});
