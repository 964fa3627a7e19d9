import { describePlatform } from '../machine/describe-platform.ts';
import {
  disturbingFlags,
  disturbingVariables,
} from '../machine/timing-distorting-node-settings.ts';
import type { Finding } from '../model/finding.ts';
import type { MachineState } from '../model/measurement-environment.ts';
import type { CheckAfter, CheckBefore } from '../model/measurement-validity-check-types.ts';
import { formatPercent } from './format-check-numbers.ts';
import { collectBlockNotes, readNumericNotes } from './read-numeric-trial-annotations.ts';

/** Lists facilities that this operating system lacks and the scenario would use. */
export const platformLacks: CheckBefore = {
  id: 'platform-lacks',
  check: ({ scenario, environment }) => {
    const { title, lacks } = describePlatform(environment.machine.platform);
    const missed = lacks.filter(({ kinds }) => kinds.includes(scenario.kind));
    if (missed.length === 0) return [];
    return [
      {
        id: platformLacks.id,
        level: 'info',
        message: `${title} lacks features that perf-harness uses on Linux: ${missed
          .map(({ what, without }) => `${what} (unavailable: ${without})`)
          .join('; ')}.`,
        remedy:
          'Measure on Linux if you need these features; everything else is measured in the same way as on Linux.',
      },
    ];
  },
};

/** A debugger or coverage collection slows down Node.js, in the harness or in the units. */
export const debuggerOrCoverage: CheckBefore = {
  id: 'debugger-or-coverage',
  check: ({ machine, scenario }) => {
    const found = [
      ...machine.disturbances,
      ...disturbingFlags(scenario.nodeArgs).map((flag) => `${flag} in nodeArgs`),
      ...disturbingVariables(scenario.env).map((name) => `${name} in the scenario's env`),
    ];
    if (found.length === 0) return [];
    return [
      {
        id: debuggerOrCoverage.id,
        level: 'warning',
        message: `The following slows Node.js down or changes how it runs: ${found.join(', ')}.`,
        remedy: 'Measure without them; profile in a separate run.',
      },
    ];
  },
};

/** Governors that keep the clock frequency constant: at its maximum, or as set by the user. */
const STEADY = new Set(['performance', 'userspace']);
/** Governors that keep the clock frequency low when possible. */
const SLOW = new Set(['powersave', 'conservative']);

/** The clock rate of the CPUs follows the load (kernel documentation, admin-guide/pm/cpufreq). */
export const cpuFrequencyScaling: CheckBefore = {
  id: 'cpu-frequency-scaling',
  check: ({ machine }) => {
    const scaling = machine.governors.filter((governor) => !STEADY.has(governor));
    if (scaling.length === 0) return [];
    return [
      {
        id: cpuFrequencyScaling.id,
        level: scaling.some((governor) => SLOW.has(governor)) ? 'warning' : 'info',
        message: `The CPU frequency changes with the load (governor ${scaling.join(', ')}), so the same work takes a different amount of time after a pause.`,
        remedy:
          'While measuring, use `sudo cpupower frequency-set --governor performance`, and restore the previous governor afterwards.',
      },
    ];
  },
};

/** Up to 1 µs is harmless to batches of 0.25 ms; usual are 20 to 100 ns, the cost of a reading. */
const MAX_CLOCK_STEP_MS = 0.001;

/** The clock of this machine makes steps that show in the results. */
export const coarseClock: CheckBefore = {
  id: 'coarse-clock',
  check: ({ machine }) =>
    machine.clockStepMs > MAX_CLOCK_STEP_MS
      ? [
          {
            id: coarseClock.id,
            level: 'warning',
            message: `The clock of this machine advances in steps of ${(machine.clockStepMs * 1_000).toPrecision(3)} µs; measured times close to this step are unreliable.`,
            remedy:
              'On Linux, choose the tsc clock source (/sys/devices/system/clocksource); in a virtual machine, configure a better clock on the host. Otherwise do more work per operation.',
          },
        ]
      : [],
};

/** The wall clock, which k6 uses for its timestamps, was changed during the measurement. */
export const clockChanged: CheckAfter = {
  id: 'clock-changed',
  check: ({ measured, scenario }) => {
    if (scenario.kind !== 'k6') return [];
    const notes = collectBlockNotes(measured);
    const steps = readNumericNotes(notes, 'clock_changed_ms');
    if (steps.length === 0) return [];
    const largest = steps.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
    const way = largest > 0 ? 'forward' : 'back';
    const seconds = Number((Math.abs(largest) / 1_000).toPrecision(3));
    return [
      {
        id: clockChanged.id,
        level: 'warning',
        message: `The clock of this machine was changed in ${steps.length} of ${notes.length} load runs, by up to ${seconds} s ${way}. The rates of these runs are computed over k6's entire run time, including its startup, so they are slightly low; how the load changed over time is unknown.`,
        remedy:
          'Measure again, and prevent clock changes during the runs: stop time services that step the clock, and do not suspend the machine.',
      },
    ];
  },
};

/** A 100 ms window has ten ticks per core: on two cores a tick is 5 %, four are not chance. */
const MAX_BUSY_SHARE = 0.2;
/** Maximum share of time taken by the hypervisor: one tick of the window on two cores. */
const MAX_STEAL_SHARE = 0.05;
/** Maximum share of one core that a process may use: on two cores it hits every second unit. */
const MAX_PROCESS_SHARE = 0.5;

/** Others use the machine that is to be measured on. */
export const busyMachine: CheckBefore = {
  id: 'busy-machine',
  check: ({ machine }) => {
    const facts = [...presentLoad(machine)];
    if (facts.length > 0) return [finding('warning', facts.join('; '))];
    return pastLoad(machine);
  },
};

function presentLoad({ busyShare, stealShare, heavyProcesses }: MachineState): readonly string[] {
  const facts: string[] = [];
  if (busyShare !== null && busyShare > MAX_BUSY_SHARE)
    facts.push(`other processes use ${formatPercent(busyShare, 0)} of the CPUs`);
  const heavy = heavyProcesses.filter(({ cpuShare }) => cpuShare > MAX_PROCESS_SHARE);
  const [busiest] = heavy;
  if (busiest !== undefined) {
    // Without names, since findings appear in public comments; `doctor` names them.
    const others = heavy.length === 1 ? '' : `, and ${heavy.length - 1} more over half of one`;
    facts.push(`one process uses ${formatPercent(busiest.cpuShare, 0)} of a core${others}`);
  }
  if (stealShare !== null && stealShare > MAX_STEAL_SHARE)
    facts.push(
      `the hypervisor gives ${formatPercent(stealShare, 0)} of the CPU time to other virtual machines`,
    );
  return facts;
}

/** Reports load average, which includes our own earlier units, only if current load is unknown. */
function pastLoad({ loadAverage, cpuCount, busyShare }: MachineState): readonly Finding[] {
  if (loadAverage < cpuCount) return [];
  const fact = `the load average over the last minute is ${loadAverage.toFixed(1)} on ${cpuCount} CPUs`;
  return [finding(busyShare === null ? 'warning' : 'info', fact)];
}

function finding(level: Finding['level'], facts: string): Finding {
  return {
    id: busyMachine.id,
    level,
    message: `The machine is busy: ${facts}.`,
    remedy:
      'Stop or pause other programs, or measure when the machine is idle; `perf-harness doctor --stability 60s` shows how stable the machine is.',
  };
}

/** Laptops lower the clock rate when they run on their battery. */
export const battery: CheckBefore = {
  id: 'battery',
  check: ({ machine }) =>
    machine.onBattery === true
      ? [
          {
            id: battery.id,
            level: 'warning',
            message: 'The machine runs on battery, which makes the CPUs slower and less steady.',
            remedy: 'Connect the machine to a power supply.',
          },
        ]
      : [],
};
