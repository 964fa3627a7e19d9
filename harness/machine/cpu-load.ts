import { setTimeout as sleep } from 'node:timers/promises';
import type { CpuTimes, ProcessTimes } from '../host/platform/platform.ts';
import type { Host } from '../host.ts';
import type { MachineState } from '../model/measurement-environment.ts';
import { openKernelFiles } from './read-optional-kernel-files.ts';

/** Ten ticks of the kernel's clock for each core; a run with many groups reads it many times. */
const WINDOW_MS = 100;
/** The kernel's USER_HZ, which is 100 on every architecture that Node.js runs on. */
const TICK_MS = 10;
/** Minimum ticks, since one may be chance: a process with 1 % of a core has one occasionally. */
const FEWEST_TICKS = 2;
/** Share of a core that is worth naming. On a machine that is full, the window gets longer. */
const SMALLEST_SHARE = 0.15;
const SHOWN = 5;
/** Time limit, milliseconds: on a machine with thousands of processes, only the newest are read. */
const BUDGET_MS = 20;

/** Load by other processes on the CPUs over a short window. */
export type CpuLoad = Pick<MachineState, 'busyShare' | 'stealShare' | 'heavyProcesses'>;

const UNKNOWN: CpuLoad = { busyShare: null, stealShare: null, heavyProcesses: [] };

interface Moment {
  readonly atMs: number;
  readonly ownCpuMs: number;
  readonly cpu: CpuTimes | null;
  /** null if the platform does not report processes. */
  readonly processes: ReadonlyMap<number, ProcessTimes> | null;
}

/**
 * Watches the machine for a tenth of a second, as far as its platform reports on it. Rejects at
 * once when aborted.
 */
export async function readCpuLoad(host: Host, signal?: AbortSignal): Promise<CpuLoad> {
  const before = look(host);
  if (before.cpu === null || before.processes === null) return UNKNOWN;
  await sleep(WINDOW_MS, undefined, { signal });
  return cpuLoadBetween(before, look(host), host.system.pid);
}

function look(host: Host): Moment {
  const { clock, platform, system } = host;
  const kernel = openKernelFiles(host.files);
  const deadline = clock.monotonicMs() + BUDGET_MS;
  return {
    atMs: clock.monotonicMs(),
    ownCpuMs: system.ownCpuMs(),
    cpu: platform.machine.cpuTimes(kernel),
    processes: platform.machine.processTimes(kernel, () => clock.monotonicMs() > deadline),
  };
}

/** Returns the difference of two snapshots, except for this process and its descendants. */
export function cpuLoadBetween(before: Moment, after: Moment, ownPid: number): CpuLoad {
  if (before.cpu === null || after.cpu === null) return UNKNOWN;
  // Without the processes, the harness's own share is unknown.
  if (before.processes === null || after.processes === null) return UNKNOWN;
  const total = after.cpu.total - before.cpu.total;
  if (total <= 0) return UNKNOWN;
  const own = listProcessTree(ownPid, after.processes);
  let ownTicks = (after.ownCpuMs - before.ownCpuMs) / TICK_MS;
  const others = [];
  // The first snapshot reads the highest pids first and may run out of time. Of a process below
  // those it reached, only the time since its start is known, which is not that of the window.
  const lowestSeen = Math.min(...before.processes.keys());
  for (const process of after.processes.values()) {
    const known = before.processes.get(process.pid);
    if (known === undefined && process.pid < lowestSeen) continue;
    const ticks = process.ticks - (known?.ticks ?? 0);
    if (!own.has(process.pid)) others.push({ ...process, ticks });
    else if (process.pid !== ownPid) ownTicks += ticks;
  }
  const windowTicks = (after.atMs - before.atMs) / TICK_MS;
  const fewestTicks = Math.max(FEWEST_TICKS, windowTicks * SMALLEST_SHARE);
  return {
    busyShare: Math.max(0, after.cpu.busy - before.cpu.busy - ownTicks) / total,
    stealShare: stealBetween(before.cpu, after.cpu),
    heavyProcesses: others
      .filter(({ ticks }) => ticks >= fewestTicks)
      .sort((a, b) => b.ticks - a.ticks)
      .slice(0, SHOWN)
      .map(({ pid, name, ticks }) => ({ pid, name, cpuShare: ticks / windowTicks })),
  };
}

/** Returns the share of the time that a hypervisor took; null where not reported. */
export function stealBetween(before: CpuTimes, after: CpuTimes): number | null {
  if (before.steal === null || after.steal === null || after.total <= before.total) return null;
  return Math.max(0, after.steal - before.steal) / (after.total - before.total);
}

/** Process ids of a process and everything below it. */
export function listProcessTree(
  root: number,
  processes: ReadonlyMap<number, ProcessTimes>,
): ReadonlySet<number> {
  const belongs = new Set([root]);
  let size = 0;
  // Repeated, since reused pids allow parents with higher pids than their children.
  while (belongs.size > size) {
    size = belongs.size;
    for (const { pid, parent } of processes.values()) if (belongs.has(parent)) belongs.add(pid);
  }
  return belongs;
}
