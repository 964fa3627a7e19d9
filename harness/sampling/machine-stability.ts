import type { CpuTimes } from '../host/platform/platform.ts';
import { childModule } from '../host/process/resolve-child-module-path.ts';
import type { Host } from '../host.ts';
import { stealBetween } from '../machine/cpu-load.ts';
import { openKernelFiles } from '../machine/read-optional-kernel-files.ts';
import type { StabilityPlan } from '../machine/time-constant-workload-child.ts';
import type { Stability } from '../model/documents/doctor-document.ts';
import { EXIT } from '../model/exit-code.ts';
import { UserError } from '../model/user-error.ts';
import { median, medianDeviation } from '../stats/descriptive-statistics.ts';
import { createMeasurementLock } from './measurement-lock.ts';

/** Duration of a block: long enough for the clock, short enough to show a single interruption. */
const BLOCK_MS = 5;
/** Maximum number of blocks, since the time of each is stored. */
const MAX_BLOCKS = 20_000;
/** Time that the child may need in addition, to start, warm up and report. */
const CHILD_OVERHEAD_MS = 15_000;

/** Measures the stability of the machine with equal blocks of work in a separate process. */
export async function measureMachineStability(host: Host, durationMs: number): Promise<Stability> {
  const lock = createMeasurementLock(host, {
    label: 'perf-harness doctor',
    onWaiting: (holder) => host.terminal.err(`waiting for ${holder}\n`),
  });
  return lock.hold('machine stability', async () => {
    const cpuTimes = (): CpuTimes | null =>
      host.platform.machine.cpuTimes(openKernelFiles(host.files));
    const before = cpuTimes();
    const times = await measureBlockTimes(host, durationMs);
    const after = cpuTimes();
    const stealShare = before === null || after === null ? null : stealBetween(before, after);
    return judgeMachineStability(times, { durationMs, stealShare });
  });
}

async function measureBlockTimes(host: Host, durationMs: number): Promise<readonly number[]> {
  const plan: StabilityPlan = { durationMs, blockMs: Math.max(BLOCK_MS, durationMs / MAX_BLOCKS) };
  const child = host.processes.start({
    file: host.system.execPath,
    args: [
      childModule(import.meta.url, '../machine/time-constant-workload-child'),
      JSON.stringify(plan),
    ],
    channel: true,
  });
  let times: readonly number[] = [];
  child.onMessage((message) => {
    times = message as readonly number[];
  });
  const timer = setTimeout(() => void child.stop(0), durationMs + CHILD_OVERHEAD_MS);
  await child.exited;
  clearTimeout(timer);
  await child.stop(0);
  if (times.length > 0) return times;
  throw new UserError({
    code: 'stability-failed',
    message: `The process that measures machine noise ended without a result: ${child.output().trim()}`,
    remedy: 'Try again; if it happens again, please report it.',
    exitCode: EXIT.target,
  });
}

/** Default duration of a trial of a function. */
const TRIAL_MS = 500;
/** Minimum number of periods for a spread; in a short measurement they are shorter than a trial. */
const MIN_PERIODS = 20;
const SLOWED_RATIO = 1.1;
/** z(0.975) + z(0.9): a two-sided test at 5 % detects the change in 90 % of cases. */
const POWER_FACTOR = 1.96 + 1.2816;

/** Scores by the smallest visible change with ten pairs. */
const SCORES = [
  { below: 0.01, score: 'quiet', meaning: 'changes of 1 % are detectable' },
  { below: 0.03, score: 'fair', meaning: 'suitable for gates with a margin of 5 % or more' },
  {
    below: 0.1,
    score: 'noisy',
    meaning: 'only large changes are detectable; use counted metrics for gates',
  },
] as const;
const WORST = {
  score: 'unusable',
  meaning: 'times measured on this machine are unreliable',
} as const;

/** Judges the times of equal blocks, in their order. */
export function judgeMachineStability(
  times: readonly number[],
  measured: { readonly durationMs: number; readonly stealShare: number | null },
): Stability {
  const center = median(times);
  const trialSpread = relativeDeviation(periodMedians(times, measured.durationMs));
  const visibleChange = (pairs: number): number =>
    (POWER_FACTOR * Math.SQRT2 * trialSpread) / Math.sqrt(pairs);
  const { score, meaning } = SCORES.find(({ below }) => visibleChange(10) < below) ?? WORST;
  const numbers = {
    ...measured,
    blocks: times.length,
    spread: relativeDeviation(times),
    trialSpread,
    worstSlowdown: times.reduce((worst, time) => Math.max(worst, time), 0) / center,
    slowedShare: times.filter((time) => time > center * SLOWED_RATIO).length / times.length,
    smallestVisibleChange: { pairs10: visibleChange(10), pairs30: visibleChange(30) },
    score,
  };
  return { ...numbers, lines: formatStability(numbers, meaning) };
}

function periodMedians(times: readonly number[], durationMs: number): readonly number[] {
  const periods = Math.max(MIN_PERIODS, Math.floor(durationMs / TRIAL_MS));
  const size = Math.max(1, Math.floor(times.length / periods));
  const medians: number[] = [];
  for (let start = 0; start + size <= times.length; start += size)
    medians.push(median(times.slice(start, start + size)));
  return medians;
}

function relativeDeviation(values: readonly number[]): number {
  return medianDeviation(values) / median(values);
}

function formatStability(numbers: Omit<Stability, 'lines'>, meaning: string): readonly string[] {
  const percent = (ratio: number): string => `${(ratio * 100).toFixed(ratio < 0.01 ? 2 : 1)} %`;
  const { pairs10, pairs30 } = numbers.smallestVisibleChange;
  return [
    `stability       ${numbers.score}: ${meaning}`,
    `block spread    ${percent(numbers.spread)} over ${numbers.blocks} blocks of equal work`,
    `trial spread    ${percent(numbers.trialSpread)} between trial-length periods`,
    `slowdowns       worst ${numbers.worstSlowdown.toFixed(2)}×; ${percent(numbers.slowedShare)} of the blocks over 10 % slower`,
    `stolen          ${numbers.stealShare === null ? 'unknown' : percent(numbers.stealShare)}`,
    `visible change  ${percent(pairs10)} with 10 pairs, ${percent(pairs30)} with 30, at best;`,
    "                the program's own noise adds to this",
  ];
}
