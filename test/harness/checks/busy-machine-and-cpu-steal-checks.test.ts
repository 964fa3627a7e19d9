import { describe, expect, test } from 'vitest';
import {
  battery,
  busyMachine,
  coarseClock,
  cpuFrequencyScaling,
  debuggerOrCoverage,
} from '../../../harness/checks/machine-checks.ts';
import type { MachineState } from '../../../harness/model/measurement-environment.ts';
import type { CheckBefore } from '../../../harness/model/measurement-validity-check-types.ts';
import type { Scenario } from '../../../harness/model/scenario/scenario.ts';
import { exampleEnvironment } from '../../support/example-measurement-environment.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { QUIET_MACHINE } from '../../support/run-measurement-validity-check.ts';

function findings(check: CheckBefore, machine: Partial<MachineState>, scenario?: Scenario) {
  return check.check({
    scenario: scenario ?? functionScenario(),
    environment: exampleEnvironment,
    machine: { ...QUIET_MACHINE, ...machine },
  });
}

test('gives no finding for a quiet machine', () => {
  for (const check of [battery, busyMachine, coarseClock, cpuFrequencyScaling, debuggerOrCoverage])
    expect(findings(check, {})).toEqual([]);
});

test('gives no finding for a machine that reveals nothing about itself', () => {
  const blind = { busyShare: null, stealShare: null, governors: [], onBattery: null };
  for (const check of [battery, busyMachine, cpuFrequencyScaling])
    expect(findings(check, blind)).toEqual([]);
});

describe('busy machine', () => {
  test('is reported when other programs use more than a fifth of the CPUs', () => {
    expect(findings(busyMachine, { busyShare: 0.2 })).toEqual([]);
    expect(findings(busyMachine, { busyShare: 0.201 })).toEqual([
      {
        id: 'busy-machine',
        level: 'warning',
        message: 'The machine is busy: other processes use 20 % of the CPUs.',
        remedy: expect.stringContaining('Stop or pause other programs'),
      },
    ]);
  });

  test('counts the processes that use more than half a core, without their names', () => {
    const heavy = (...shares: readonly number[]) =>
      shares.map((cpuShare) => ({ pid: 42, name: 'webpack', cpuShare }));
    const messageOf = (...shares: readonly number[]) =>
      findings(busyMachine, { heavyProcesses: heavy(...shares) })[0]?.message;
    expect(messageOf(0.5)).toBe(undefined);
    expect(messageOf(0.99)).toBe('The machine is busy: one process uses 99 % of a core.');
    expect(messageOf(0.99, 0.6, 0.4)).toBe(
      'The machine is busy: one process uses 99 % of a core, and 1 more over half of one.',
    );
  });

  test('is reported when the hypervisor takes more than a twentieth of the time', () => {
    expect(findings(busyMachine, { stealShare: 0.05 })).toEqual([]);
    expect(findings(busyMachine, { stealShare: 0.12 })[0]?.message).toContain(
      'the hypervisor gives 12 %',
    );
  });

  test('gives only a note when it was busy in the last minute alone', () => {
    expect(findings(busyMachine, { loadAverage: 3.9 })).toEqual([]);
    const [finding] = findings(busyMachine, { loadAverage: 4 });
    expect(finding?.level).toBe('info');
    expect(finding?.message).toContain('4.0 on 4 CPUs');
  });

  test('is detected by load average alone when nothing else can be read', () => {
    const [finding] = findings(busyMachine, { loadAverage: 4, busyShare: null });
    expect(finding?.level).toBe('warning');
  });
});

describe('frequency scaling', () => {
  test.each([
    ['performance', undefined],
    ['userspace', undefined],
    ['schedutil', 'info'],
    ['ondemand', 'info'],
    ['powersave', 'warning'],
    ['conservative', 'warning'],
  ])('by %s has level %s', (governor, level) => {
    const [finding] = findings(cpuFrequencyScaling, { governors: [governor] });
    expect(finding?.level).toBe(level);
  });

  test('names the governor when only some cores use it', () => {
    const [finding] = findings(cpuFrequencyScaling, { governors: ['performance', 'powersave'] });
    expect(finding?.message).toContain('(governor powersave)');
  });
});

test('warns of a machine on battery', () => {
  expect(findings(battery, { onBattery: true })).toMatchObject([
    { id: 'battery', level: 'warning', message: expect.stringContaining('on battery') },
  ]);
});

describe('debugger or coverage', () => {
  test('is named when it comes from the machine', () => {
    const [finding] = findings(debuggerOrCoverage, { disturbances: ['NODE_V8_COVERAGE'] });
    expect(finding).toMatchObject({ id: 'debugger-or-coverage', level: 'warning' });
    expect(finding?.message).toContain('NODE_V8_COVERAGE');
  });

  test('is named with its place when it comes from the scenario', () => {
    const scenario = functionScenario({
      nodeArgs: ['--inspect', '--max-old-space-size=100'],
      env: { NODE_OPTIONS: '--cpu-prof' },
    });
    expect(findings(debuggerOrCoverage, {}, scenario)[0]?.message).toBe(
      "The following slows Node.js down or changes how it runs: --inspect in nodeArgs, --cpu-prof in NODE_OPTIONS in the scenario's env.",
    );
  });
});

test('finds a clock coarse with steps of more than a microsecond', () => {
  expect(findings(coarseClock, { clockStepMs: 0.001 })).toEqual([]);
  expect(findings(coarseClock, { clockStepMs: 0.0156 })[0]?.message).toContain('15.6 µs');
});
