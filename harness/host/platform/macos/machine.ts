import type { MachineReader, ProcessTimes } from '../machine-reader.ts';
import { OTHER_MACHINE } from '../other/machine.ts';
import { runBounded } from '../run-bounded.ts';
import { listProcesses } from './process-list.ts';

const TICK_MS = 10;

export const MACOS_MACHINE: MachineReader = {
  ...OTHER_MACHINE,
  processTimes: () => {
    const listed = listProcesses();
    if (listed.length === 0) return null;
    const newestFirst = listed.toSorted((a, b) => b.pid - a.pid);
    return new Map(
      newestFirst.map(({ pid, parent, name, cpuMs }): [number, ProcessTimes] => [
        pid,
        { pid, parent, name, ticks: cpuMs / TICK_MS },
      ]),
    );
  },
  onBattery: () => parsePower(runBounded('pmset', ['-g', 'ps']) ?? ''),
  isVirtual: () => {
    const told = runBounded('sysctl', ['-n', 'kern.hv_vmm_present'])?.trim();
    return told === '1' ? true : told === '0' ? false : null;
  },
};

/** Reads the first line of `pmset -g ps`: `Now drawing from 'Battery Power'`. */
export function parsePower(text: string): boolean | null {
  const source = /drawing from '(.+)'/u.exec(text)?.[1];
  return source === undefined ? null : source === 'Battery Power';
}
