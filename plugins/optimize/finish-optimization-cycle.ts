import type { CycleRecord, RunState } from './optimization-loop-state.ts';
import { startNextCycle } from './optimization-loop-state-updates.ts';
import {
  calculateImprovement,
  findStopReason,
  roundToTenth,
  type Stop,
} from './optimization-loop-stop-reason.ts';
import {
  findMetricDirection,
  METRICS,
  type MetricName,
  readMetrics,
} from './optimization-metrics.ts';
import { applyMeasuredBaseline, isPrimaryTargetMet } from './optimization-targets.ts';
import {
  type CycleResults,
  type Execution,
  readCycleResults,
  requireResult,
} from './phase-result-schemas.ts';
import type { RunContext } from './phase-worker-interfaces.ts';
import { formatUnitAmount } from './view/describe-metric-and-function-gains.ts';

export interface CycleHeader {
  readonly cycle: number;
  readonly maxCycles: number;
  /** Bottleneck of the previous cycle: `class: detail`. */
  readonly bottleneck: string;
  /** Percent, rendered with one decimal. */
  readonly improvement: number;
  readonly metric: MetricName;
  readonly current: number;
  readonly target: number;
}

/** Returns the header of a cycle that follows another (OPT-29). */
export function renderCycleHeader(header: CycleHeader): string {
  const { unit } = METRICS[header.metric];
  return [
    `═══ CYCLE ${header.cycle}/${header.maxCycles} ═══`,
    `Previous: ${header.bottleneck} → ${header.improvement.toFixed(1)}% improvement`,
    `Remaining gap: ${formatUnitAmount(header.current, unit)} vs target ${formatUnitAmount(header.target, unit)}`,
  ].join('\n');
}

interface Collected {
  readonly record: CycleRecord;
  /** Not rounded. */
  readonly improvement: number;
  readonly execution: Execution;
}

/**
 * Runs the steps between two cycles, in this order (OPT-28): collect, merge, record, free, header,
 * reset. The last cycle is only collected and recorded.
 * @returns The state, and the reason why the loop ends; null if another cycle follows.
 */
export async function finishCycle(
  run: RunContext,
  begun: RunState,
): Promise<{ readonly state: RunState; readonly stop: Stop | null }> {
  const log = (event: string): void => run.store.log(begun.current_cycle, `boundary ${event}`);
  const results = readCycleResults(run.host, run.paths, begun.current_cycle);
  const state = withOwnTargets(begun, results);
  const collected = collect(state, results);
  log('collect');
  const stop = stopFor(state, collected);
  let merged: RunState = state;
  let record = collected.record;
  let conflict: Stop | null = null;
  if (stop === null && record.branch !== null) {
    const merge = await (await run.worktree()).merge(record.branch);
    if (merge.state === 'merged') {
      merged = { ...state, run: { ...state.run, head: merge.head } };
      log('merge');
    } else {
      conflict = conflictStop(record.branch, merge.files);
      record = { ...record, status: 'conflict' };
      log('conflict');
    }
  }
  const recorded = withRecord(merged, record, collected.execution, results);
  run.store.save(recorded);
  log('record');
  const end = conflict ?? stop;
  if (end !== null) return { state: recorded, stop: end };
  // No data of the cycle stays in memory: phases read what they need from disk.
  log('free');
  run.tell(headerFor(recorded, collected));
  log('header');
  const next = startNextCycle(recorded);
  run.store.save(next);
  log('reset');
  return { state: next, stop: null };
}

/** Sets targets that the user did not give to half of the base as the first cycle measured it. */
function withOwnTargets(state: RunState, results: CycleResults): RunState {
  if (state.current_cycle > 1) return state;
  const { baseline } = requireResult(results.execution(), 'execution');
  const targets = applyMeasuredBaseline(requireResult(state.run.targets, 'targets'), baseline);
  return { ...state, run: { ...state.run, targets } };
}

function collect(state: RunState, results: CycleResults): Collected {
  const execution = requireResult(results.execution(), 'execution');
  const map = requireResult(results.map(), 'map');
  const targets = requireResult(state.run.targets, 'targets');
  const metric = findLoopMetric(state);
  const before = readMetrics(execution.baseline)[metric];
  const after = readMetrics(execution.final)[metric];
  const improvement =
    before === undefined || after === undefined
      ? execution.total_improvement_pct
      : calculateImprovement(before, after, findMetricDirection(metric));
  const record: CycleRecord = {
    cycle: state.current_cycle,
    status: 'done',
    baseline: execution.baseline,
    final: execution.final,
    improvement_pct: roundToTenth(improvement),
    target_met: isPrimaryTargetMet(targets, execution.final) ?? execution.target_met,
    bottleneck: `${map.bottleneck_classification}: ${map.bottleneck_detail}`,
    hypotheses_applied: execution.hypotheses_applied,
    // A batch apply that accepted nothing has a branch name but no branch.
    branch: execution.hypotheses_applied.length === 0 ? null : execution.branch,
  };
  return { record, improvement, execution };
}

function stopFor(state: RunState, { record, improvement }: Collected): Stop | null {
  const { max_cycles: maxCycles, plateau_threshold: threshold } = state.cycle_config;
  const { cycle, target_met: targetMet } = record;
  return findStopReason({ cycle, maxCycles, targetMet, improvement, threshold });
}

function conflictStop(branch: string, files: readonly string[]): Stop {
  const text = `Merge conflict in ${files.join(', ')}: ${branch} was not merged. Merge it by hand (git merge ${branch})`;
  return { reason: 'merge_conflict', text };
}

/** With the cycle, and with all that it tried; once, however often a kill has it done again. */
function withRecord(
  state: RunState,
  record: CycleRecord,
  execution: Execution,
  results: CycleResults,
): RunState {
  const { hypotheses } = requireResult(results.research(), 'research');
  const keyOf = new Map(hypotheses.map(({ id, key }) => [id, key]));
  const outdone = outdoneIn(execution);
  const removed = execution.hypotheses_removed
    .filter(({ id }) => !outdone.has(id))
    .map(({ id }) => ({ id, kept: false }));
  const applied = execution.hypotheses_applied.map((id) => ({ id, kept: true }));
  const tried = [...applied, ...removed].map(({ id, kept }) => ({
    cycle: record.cycle,
    id,
    key: keyOf.get(id) ?? id,
    kept,
  }));
  const isOther = ({ cycle }: { readonly cycle: number }): boolean => cycle !== record.cycle;
  return {
    ...state,
    cycles: [...state.cycles.filter(isOther), record],
    run: { ...state.run, tried: [...state.run.tried.filter(isOther), ...tried] },
  };
}

/**
 * Returns hypotheses that beat the baseline but lost to a faster alternative. They were not
 * refuted, and may still help in the code that the winner left.
 */
function outdoneIn({ contested_results: contests }: Execution): ReadonlySet<string> {
  const alternatives = contests.flatMap((contest) => contest.alternatives);
  const lost = alternatives.filter(({ outcome, reason }) => outcome === 'lost' && reason === '');
  return new Set(lost.flatMap(({ hypotheses }) => hypotheses));
}

function headerFor(state: RunState, { record }: Collected): string {
  const metric = findLoopMetric(state);
  return renderCycleHeader({
    cycle: state.current_cycle + 1,
    maxCycles: state.cycle_config.max_cycles,
    bottleneck: record.bottleneck,
    improvement: record.improvement_pct,
    metric,
    current: readMetrics(record.final)[metric] ?? record.final.wall_time_ms,
    target: state.run.targets?.metrics[metric]?.value ?? 0,
  });
}

/** The metric that the loop ends by. */
export function findLoopMetric({ run }: RunState): MetricName {
  // Sound: it was set by primaryMetric.
  return (run.targets?.primary ?? 'wall_time_ms') as MetricName;
}
