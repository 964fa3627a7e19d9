import type { Host } from '../host.ts';
import { clockStepMs } from '../machine/clock-step.ts';
import { readCpuLoad } from '../machine/cpu-load.ts';
import { disturbingFlags, disturbingVariables } from '../machine/disturbances.ts';
import { kernelFiles } from '../machine/kernel-files.ts';
import type { MachineState } from '../model/machine-state.ts';

/** State of the machine at this moment; takes a little over 100 ms, which is nearly all waiting. */
export async function readMachineState(host: Host): Promise<MachineState> {
  const { system, files, clock, env, platform } = host;
  const kernel = kernelFiles(files);
  const load = await readCpuLoad(host);
  return {
    cpuCount: system.machine().cpuCount,
    loadAverage: system.loadAverage(),
    ...load,
    governors: platform.machine.governors(kernel),
    onBattery: platform.machine.onBattery(kernel),
    clockStepMs: clockStepMs(clock.monotonicMs),
    disturbances: [
      ...(system.isInspectorOpen() ? ['a debugger can attach to perf-harness'] : []),
      ...disturbingFlags(system.execArgv).map((flag) => `${flag} of perf-harness`),
      ...disturbingVariables(env),
    ],
  };
}
