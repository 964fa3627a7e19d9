import type { CpuTimes } from '../host/platform/platform.ts';
import { childModule } from '../host/process/child-module.ts';
import type { Host } from '../host.ts';
import { stealBetween } from '../machine/cpu-load.ts';
import { kernelFiles } from '../machine/kernel-files.ts';
import type { StabilityPlan } from '../machine/stability-child.ts';
import { judgeStability } from '../machine/stability-report.ts';
import type { Stability } from '../model/documents/doctor.ts';
import { EXIT } from '../model/exit-code.ts';
import { UserError } from '../model/user-error.ts';
import { createMeasurementLock } from './measurement-lock.ts';

/** Long enough for the clock, short enough that a block shows a single interruption. */
const BLOCK_MS = 5;
/** Their times are kept one by one. */
const MOST_BLOCKS = 20_000;
/** Start, warm-up and reporting of the child. */
const GRACE_MS = 15_000;

/** Measures how steady the machine is, by equal blocks of work in a process of its own. */
export async function measureStability(host: Host, durationMs: number): Promise<Stability> {
  const lock = createMeasurementLock(host, {
    label: 'perf-harness doctor',
    onWaiting: (holder) => host.terminal.err(`waiting for ${holder}\n`),
  });
  return lock.hold('stability of the machine', async () => {
    const cpuTimes = (): CpuTimes | null => host.platform.machine.cpuTimes(kernelFiles(host.files));
    const before = cpuTimes();
    const times = await timesOfBlocks(host, durationMs);
    const after = cpuTimes();
    const stealShare = before === null || after === null ? null : stealBetween(before, after);
    return judgeStability(times, { durationMs, stealShare });
  });
}

async function timesOfBlocks(host: Host, durationMs: number): Promise<readonly number[]> {
  const plan: StabilityPlan = { durationMs, blockMs: Math.max(BLOCK_MS, durationMs / MOST_BLOCKS) };
  const child = host.processes.start({
    file: host.system.execPath,
    args: [childModule(import.meta.url, '../machine/stability-child'), JSON.stringify(plan)],
    channel: true,
  });
  let times: readonly number[] = [];
  child.onMessage((message) => {
    times = message as readonly number[];
  });
  const timer = setTimeout(() => void child.stop(0), durationMs + GRACE_MS);
  await child.exited;
  clearTimeout(timer);
  await child.stop(0);
  if (times.length > 0) return times;
  throw new UserError({
    code: 'stability-failed',
    message: `The process that measures the noise of the machine ended without a result: ${child.output().trim()}`,
    remedy: 'Try again; if it comes again, please report it.',
    exitCode: EXIT.target,
  });
}
