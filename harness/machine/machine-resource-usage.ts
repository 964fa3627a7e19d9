import type { MachineTotals } from '../host/platform/platform.ts';
import type { Host } from '../host.ts';
import type { SystemLoad } from '../model/program/code-optimisation-suitability-judgement.ts';
import { openKernelFiles } from './read-optional-kernel-files.ts';

/** Share of the machine used between two moments; empty where the system does not report it. */
export type MachineUsage = Omit<SystemLoad, 'generatorCpuShare'>;

/** Counts of the machine since it started. */
export interface MachineCounts extends MachineTotals {
  readonly atMs: number;
}

export function readMachineCounts({ clock, files, platform }: Host): MachineCounts {
  return { atMs: clock.monotonicMs(), ...platform.machine.totals(openKernelFiles(files)) };
}

/** Returns the usage between two counts. */
export function machineUsageBetween(before: MachineCounts, after: MachineCounts): MachineUsage {
  const elapsedMs = after.atMs - before.atMs;
  const shareOfTime = (ms: number): number =>
    elapsedMs <= 0 ? 0 : Math.min(1, Math.max(0, ms / elapsedMs));
  const disks = [...after.disks].map(([name, ms]) => ms - (before.disks.get(name) ?? ms));
  const isTold = after.memoryWaitUs !== null && before.memoryWaitUs !== null;
  return {
    cpuCoresBusyShare: after.cores.map(({ busy, total }, index) => {
      const known = before.cores[index] ?? { busy, total };
      return total <= known.total ? 0 : (busy - known.busy) / (total - known.total);
    }),
    diskBusyShare: disks.length === 0 ? null : shareOfTime(Math.max(...disks)),
    // Requests on loopback do not use the machine's network link.
    networkShare: null,
    memoryPressure: isTold
      ? shareOfTime(((after.memoryWaitUs ?? 0) - (before.memoryWaitUs ?? 0)) / 1_000)
      : null,
  };
}
