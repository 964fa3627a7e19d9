import { cpus } from 'node:os';
import type { MachineReader } from '../machine-reader.ts';

/** One tick of 10 ms, in which other readers count. */
const TICK_MS = 10;

/** What Node.js itself tells of a machine, on every platform. */
export const OTHER_MACHINE: MachineReader = {
  cpuTimes: () => {
    const cores = coreTimes();
    if (cores.length === 0) return null;
    const sum = (of: (core: CoreTimes) => number): number =>
      cores.reduce((total, core) => total + of(core), 0);
    return { busy: sum(({ busy }) => busy), steal: null, total: sum(({ total }) => total) };
  },
  totals: () => ({ cores: coreTimes(), disks: new Map(), memoryWaitUs: null }),
  processTimes: () => null,
  governors: () => [],
  onBattery: () => null,
  isVirtual: () => null,
};

interface CoreTimes {
  readonly busy: number;
  readonly total: number;
}

function coreTimes(): readonly CoreTimes[] {
  return cpus().map(({ times: { user, nice, sys, irq, idle } }) => {
    const busy = (user + nice + sys + irq) / TICK_MS;
    return { busy, total: busy + idle / TICK_MS };
  });
}
