import type { measure, PerformanceMap } from 'perf-harness/plugin';
import type { Hypothesis, Research } from '../document/optimization-hypothesis.ts';
import { findLoopMetric } from '../finish-optimization-cycle.ts';
import type { CycleRecord, RunState } from '../optimization-loop-state.ts';
import type { RunContext } from '../phase-context-and-action-types.ts';
import type { Execution, Experiments, Validation } from '../phase-result-schemas.ts';
import { readCycleResults } from '../stored-cycle-results.ts';
import { aggregateCycles, type CycleAggregate } from './aggregate-cycles.ts';
import { type BranchFacts, readBranches } from './read-branch-diffs-of-cycles.ts';

/** Data of a cycle; null for phases that it did not reach. */
export interface CycleFacts {
  readonly cycle: number;
  readonly record: CycleRecord | null;
  readonly map: PerformanceMap | null;
  readonly gate: measure.WrongToolJudgement | null;
  readonly research: Research | null;
  readonly hypotheses: readonly Hypothesis[];
  readonly validation: Validation | null;
  readonly execution: Execution | null;
  readonly experiments: Experiments;
}

/** Data of a loop, read from disk and from git, that its report is made of. */
export interface LoopFacts {
  readonly state: RunState;
  readonly total: CycleAggregate;
  /** Target of the primary metric; null if the loop ended before it was set. */
  readonly target: number | null;
  /** Cycle that met the target; null if none did. */
  readonly metIn: number | null;
  readonly cycles: readonly CycleFacts[];
  /** Latest performance map; null if nothing was profiled. */
  readonly map: PerformanceMap | null;
  readonly branches: readonly BranchFacts[];
}

export async function readLoopFacts(
  run: Pick<RunContext, 'host' | 'paths' | 'root' | 'signal'>,
  state: RunState,
): Promise<LoopFacts> {
  const cycles = Array.from({ length: state.current_cycle }, (_, at) =>
    readCycle(run, state, at + 1),
  );
  const metric = findLoopMetric(state);
  return {
    state,
    total: aggregateCycles(state.cycles, metric, state.run.tried),
    target: state.run.targets?.metrics[metric]?.value ?? null,
    metIn: state.cycles.find(({ target_met: isMet }) => isMet)?.cycle ?? null,
    cycles,
    map: cycles.findLast(({ map }) => map !== null)?.map ?? null,
    branches: await readBranches(run, state),
  };
}

function readCycle(
  run: Pick<RunContext, 'host' | 'paths'>,
  state: RunState,
  cycle: number,
): CycleFacts {
  const results = readCycleResults(run.host, run.paths, cycle);
  const research = results.research();
  return {
    cycle,
    record: state.cycles.find((cycleRecord) => cycleRecord.cycle === cycle) ?? null,
    map: results.map(),
    gate: results.gate(),
    research,
    hypotheses: research?.hypotheses ?? [],
    validation: results.validation(),
    execution: results.execution(),
    experiments: results.experiments() ?? [],
  };
}
