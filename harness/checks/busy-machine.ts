import type { CheckBefore } from '../model/check.ts';
import type { Finding } from '../model/finding.ts';
import type { MachineState } from '../model/machine-state.ts';
import { percent } from './percent.ts';

/**
 * Share of all cores that others may use. A window of 100 ms holds ten ticks of 10 ms a core, so
 * on two cores one tick is 5 %; four of them are not chance.
 */
export const MAX_BUSY_SHARE = 0.2;
/** Share of time that the hypervisor may take: one tick of the window on two cores. */
export const MAX_STEAL_SHARE = 0.05;
/** Share of one core that a single process may use: it meets every second unit on two cores. */
export const MAX_PROCESS_SHARE = 0.5;

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
    facts.push(`other processes use ${percent(busyShare, 0)} of the CPUs`);
  const heavy = heavyProcesses.filter(({ cpuShare }) => cpuShare > MAX_PROCESS_SHARE);
  if (heavy.length > 0) {
    // Without their ids: findings stand in public comments.
    const names = heavy.map(({ name, cpuShare }) => `${name} (${percent(cpuShare, 0)} of a core)`);
    facts.push(`busy now: ${names.join(', ')}`);
  }
  if (stealShare !== null && stealShare > MAX_STEAL_SHARE)
    facts.push(`the hypervisor takes ${percent(stealShare, 0)} of the CPU time for other machines`);
  return facts;
}

/**
 * The load average looks back a minute, so that it holds perf-harness's own earlier units too: it
 * weighs only where nothing is known of this moment.
 */
function pastLoad({ loadAverage, cpuCount, busyShare }: MachineState): readonly Finding[] {
  if (loadAverage < cpuCount) return [];
  const fact = `the load average of the last minute is ${loadAverage.toFixed(1)} on ${cpuCount} CPUs`;
  return [finding(busyShare === null ? 'warning' : 'info', fact)];
}

function finding(level: Finding['level'], facts: string): Finding {
  return {
    id: busyMachine.id,
    level,
    message: `The machine is busy: ${facts}.`,
    remedy:
      'End or pause what else runs, or measure when it is quiet; `perf-harness doctor --stability 60s` shows how steady the machine is.',
  };
}
