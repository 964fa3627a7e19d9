import type { MachineReader } from '../machine-reader.ts';
import { readCpuTimes } from './cpu-times.ts';
import { readGovernors } from './frequency-governors.ts';
import { isVirtual } from './is-virtual.ts';
import { readMachineTotals } from './machine-totals.ts';
import { isOnBattery } from './power-supply.ts';
import { readProcessTimes } from './process-times.ts';

export const LINUX_MACHINE: MachineReader = {
  cpuTimes: readCpuTimes,
  totals: readMachineTotals,
  processTimes: readProcessTimes,
  governors: readGovernors,
  onBattery: isOnBattery,
  isVirtual,
};
