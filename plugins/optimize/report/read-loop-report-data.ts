import type { measure, PerformanceMap } from 'perf-harness/plugin';
import type { Hypothesis, Research } from '../document/optimization-hypothesis.ts';
import { findLoopMetric } from '../finish-optimization-cycle.ts';
import type { CycleRecord, RunFacts, RunState } from '../optimization-loop-state.ts';
import { calculateImprovement, roundToTenth } from '../optimization-loop-stop-reason.ts';
import { findMetricDirection, type MetricName, readMetrics } from '../optimization-metrics.ts';
import {
  type Execution,
  type Experiments,
  readCycleResults,
  type Validation,
} from '../phase-result-schemas.ts';
import type { RunContext } from '../phase-worker-interfaces.ts';
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

/** Result of all cycles together (OPT-62). */
interface CycleAggregate {
  readonly metric: MetricName;
  /** Baseline of the first cycle; null if no cycle was completed. */
  readonly originalBaseline: number | null;
  /** Final value of the last cycle. */
  readonly final: number | null;
  /** From the first baseline to the last final value, not the sum of the cycles. One decimal. */
  readonly totalImprovementPct: number;
  readonly gains: readonly number[];
  /** `c1 H2`, in the order of the cycles. */
  readonly applied: readonly string[];
  readonly removed: readonly string[];
}

export function aggregateCycles(
  cycles: readonly CycleRecord[],
  metric: MetricName,
  tried: RunFacts['tried'],
): CycleAggregate {
  const value = (values: CycleRecord['final'] | undefined): number | null =>
    values === undefined ? null : (readMetrics(values)[metric] ?? null);
  const before = value(cycles[0]?.baseline);
  const after = value(cycles.at(-1)?.final);
  const total =
    before === null || after === null
      ? 0
      : roundToTenth(calculateImprovement(before, after, findMetricDirection(metric)));
  const named = (kept: boolean): readonly string[] =>
    tried
      .filter((triedChange) => triedChange.kept === kept)
      .map(({ cycle, id }) => `c${cycle} ${id}`);
  return {
    metric,
    originalBaseline: before,
    final: after,
    totalImprovementPct: total,
    gains: cycles.map(({ improvement_pct: gain }) => gain),
    applied: named(true),
    removed: named(false),
  };
}
