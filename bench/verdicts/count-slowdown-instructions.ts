import { createInstructionExecutors } from '../../harness/executors/instructions/instruction-counting-executors.ts';
import type { Host } from '../../harness/host.ts';
import {
  planPairTrial,
  randomizeTrialPair,
} from '../../harness/live-comparison/randomize-trial-pair.ts';
import type { SideId } from '../../harness/model/base-or-head-of-comparison.ts';
import { findExecutor } from '../../harness/model/executor.ts';
import { measureInstructions } from '../../harness/sampling/plan-and-measure-instruction-trials.ts';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import type { CountEntry } from './verdict-entries.ts';
import { createWorkloadScenario, requireCompletedTrial } from './workload-units.ts';
import { readAmount, type Workload } from './workloads.ts';

/** Counts spread by some 0.04 %: a few pairs tell a slowdown to a tenth of a per cent. */
const PAIRS = 3;
const SIDES: readonly SideId[] = ['a', 'b'];

/**
 * Counts the instructions per call that a planted slowdown adds, independent of any clock, since
 * the planted amount itself was derived from timing (dose-response.ts).
 */
export async function countSlowdownInstructions(
  host: Host,
  workload: Workload,
  projectOf: (side: SideId, slot: 0 | 1) => string,
  run: { readonly folder: string; readonly signal: AbortSignal; readonly seed: number },
): Promise<Pick<CountEntry, 'work' | 'instructions'>> {
  const executors = createInstructionExecutors(host);
  const executor = findExecutor(executors, workload.kind);
  const random = createRandom(run.seed);
  const instructions: number[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const planned = randomizeTrialPair({ number: pair, warmup: false, stage: 'screen' }, random);
    const units = SIDES.map((side) => {
      const trial = planPairTrial(planned, side);
      return { scenario: createWorkloadScenario(projectOf(side, trial.slot), workload), trial };
    });
    const counted = await measureInstructions(host, executor, units, run);
    const [base, head] = counted.map(
      (trial) => requireCompletedTrial(trial).measurements.instructions,
    );
    if (base === undefined || head === undefined) throw new Error('no instructions were counted');
    instructions.push(head / base);
  }
  return { work: readAmount(projectOf('b', 0)) / readAmount(projectOf('a', 0)), instructions };
}
