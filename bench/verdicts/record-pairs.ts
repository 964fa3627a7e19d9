import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import {
  planPairTrial,
  randomizeTrialPair,
  sidesInSlotOrder,
} from '../../harness/live-comparison/randomize-trial-pair.ts';
import type { SideId } from '../../harness/model/base-or-head-of-comparison.ts';
import type { PlannedTrial } from '../../harness/model/executor.ts';
import { measureTrial } from '../../harness/sampling/measure-trial.ts';
import type { Random } from '../../harness/stats/seeded-random.ts';
import { ROOT } from '../built-package.ts';
import type { RecordedPair, RecordedUnit } from './peers/decision-rule.ts';
import {
  type BenchExecutors,
  createWorkloadScenario,
  requireCompletedTrial,
} from './workload-units.ts';
import type { Workload } from './workloads.ts';

const TIMEOUT_MS = 60_000;

export interface RecordingOptions {
  /** Returns the project of a side in a slot; a random draw per pair assigns the slots. */
  readonly projectOf: (side: SideId, slot: 0 | 1) => string;
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Pairs as in a live comparison: fresh processes back to back, coin-ordered, same V8 seeds. */
export async function recordPairs(
  host: Host,
  executors: BenchExecutors,
  workload: Workload,
  plan: { readonly first: number; readonly count: number; readonly random: Random },
  run: RecordingOptions,
): Promise<readonly RecordedPair[]> {
  const pairs: RecordedPair[] = [];
  for (let number = plan.first; number < plan.first + plan.count; number += 1) {
    const pair = randomizeTrialPair({ number, warmup: false, stage: 'screen' }, plan.random);
    const units: Partial<Record<SideId, RecordedUnit>> = {};
    for (const side of sidesInSlotOrder(pair)) {
      run.signal.throwIfAborted();
      const trial = planPairTrial(pair, side);
      const project = run.projectOf(side, trial.slot);
      units[side] =
        workload.kind === 'function'
          ? await recordFunction(host, workload, trial, project, run.signal)
          : await recordWhole(host, executors, workload, trial, project, run);
    }
    pairs.push({ a: units.a as RecordedUnit, b: units.b as RecordedUnit });
  }
  return pairs;
}

async function recordFunction(
  host: Host,
  { name }: Workload,
  { seed }: PlannedTrial,
  project: string,
  signal: AbortSignal,
): Promise<RecordedUnit> {
  const startedMs = host.clock.monotonicMs();
  const child = join(ROOT, 'bench/verdicts/unit-child.ts');
  const scenario = join(project, 'scenarios', `${name}.js`);
  const { exit, stdout, stderr } = await host.processes.exec({
    file: process.execPath,
    args: [`--hash-seed=${seed}`, `--random-seed=${seed}`, child, scenario, name],
    cwd: project,
    env: {},
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  signal.throwIfAborted();
  if (exit.type !== 'code' || exit.code !== 0) throw new Error(`a unit failed: ${stderr}`);
  const unit = JSON.parse(stdout) as Omit<RecordedUnit, 'seconds'>;
  return { ...unit, seconds: (host.clock.monotonicMs() - startedMs) / 1_000 };
}

async function recordWhole(
  host: Host,
  executors: BenchExecutors,
  workload: Workload,
  trial: PlannedTrial,
  project: string,
  run: RecordingOptions,
): Promise<RecordedUnit> {
  const scenario = createWorkloadScenario(project, workload);
  const ended = requireCompletedTrial(
    await measureTrial(host, executors.for(workload), scenario, trial, run),
  );
  const centerMs = ended.measurements.wall_time ?? Number.NaN;
  return { centerMs, blocksMs: [], seconds: ended.durationMs / 1_000 };
}
