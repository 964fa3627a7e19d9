import type { OptimizationFunction } from '../document/optimization-cycle.ts';
import { defaultTarget } from '../optimization-targets.ts';
import type { FolderComparison, MeasuredMetric } from './compare-project-folder-performance.ts';
import { type ExecutionProgress, replayProgress, type StrikeEvent } from './execution-journal.ts';
import { listIds } from './hypothesis-dependency-order.ts';
import type { ExecutionRequest, ExecutionResult, StrikePlan } from './plan-execution-types.ts';
import type { PreparedExecution } from './prepare-execution.ts';
import type { Confirmation } from './remeasure-committed-gains.ts';

/** An execution at its end. */
export interface FinishedExecution {
  readonly plan: StrikePlan;
  readonly prepared: PreparedExecution;
  readonly events: readonly StrikeEvent[];
  readonly confirmation: Confirmation;
  /** The time was up. */
  readonly isTimeUp: boolean;
  readonly functions: readonly OptimizationFunction[];
  readonly flakyTests: readonly string[];
  readonly branch: string;
}

/** Builds the result of a finished execution; it measures and changes nothing. */
export function buildExecutionResult(
  { primaryMetric: primary = 'wall_time_ms', cycle }: ExecutionRequest,
  { plan, prepared, events, confirmation, isTimeUp, ...found }: FinishedExecution,
): ExecutionResult {
  const progress = replayProgress(events, prepared.startTree);
  const applied = listIds(listApplied(confirmation, progress));
  const listRejected = (type: 'removed' | 'manual') =>
    events.flatMap((event) =>
      event.type === type ? [{ id: event.id, reason: event.reason }] : [],
    );
  const removed = progress.isGivenUp ? [] : listRejected('removed');
  const manual = listRejected('manual');
  const settled = new Set([...applied, ...[...removed, ...manual].map(({ id }) => id)]);
  const measured = confirmation.state === 'none' ? null : confirmation.measured;
  const numbers = summarizeMeasurement(measured, primary, prepared.baseline);
  const better = measured?.metrics[primary]?.better ?? 'lower';
  const target = resolveTarget(plan, primary, {
    isFirst: cycle === 1,
    base: numbers.baseline[primary] ?? prepared.baseline,
    better,
  });
  const after = numbers.final[primary] ?? prepared.baseline;
  const isMet = target !== null && (better === 'higher' ? after >= target : after <= target);
  const targetMet = applied.length > 0 && isMet;
  const isClean = progress.isClean && (confirmation.state !== 'confirmed' || confirmation.isWhole);
  const gain = better === 'higher' ? numbers.ratio.value - 1 : 1 - numbers.ratio.value;
  const { e2e } = prepared;
  return {
    branch: applied.length === 0 && measured === null ? null : found.branch,
    ...numbers,
    total_improvement_pct: gain * 100,
    target_met: targetMet,
    strike_result: applied.length === 0 ? 'failed' : isClean ? 'clean' : 'bisected',
    hypotheses_applied: applied,
    hypotheses_removed: removed,
    checks: events.flatMap((event) =>
      event.type === 'checked' ? [{ id: event.id, result: event.result }] : [],
    ),
    parts: confirmation.state === 'confirmed' ? confirmation.parts : [],
    manual,
    remaining: listIds(plan.hypotheses).filter((id) => !settled.has(id)),
    contested_results: progress.isGivenUp
      ? []
      : events.flatMap((event) => (event.type === 'contested' ? [event.result] : [])),
    files_modified: confirmation.state === 'confirmed' ? confirmation.files : [],
    e2e_test:
      e2e === null
        ? null
        : {
            command: e2e.command,
            source: e2e.source,
            baseline_passed: e2e.passed,
            final_passed: e2e.passed,
          },
    metrics: measured?.metrics ?? {},
    explanation: measured?.explanation ?? null,
    functions: found.functions,
    flaky_tests: found.flakyTests,
    warnings: [
      ...prepared.warnings,
      ...events.flatMap((event) => (event.type === 'warning' ? [event.message] : [])),
    ],
    stop_reason: stopReason(isTimeUp, progress, applied.length > 0, targetMet),
  };
}

function listApplied(confirmation: Confirmation, { changes }: ExecutionProgress) {
  switch (confirmation.state) {
    case 'none':
      return changes.parts;
    case 'refuted':
      return [];
    case 'confirmed':
      return confirmation.changes.parts;
  }
}

function stopReason(
  isOver: boolean,
  { isGivenUp }: ExecutionProgress,
  hasApplied: boolean,
  targetMet: boolean,
): ExecutionResult['stop_reason'] {
  if (isOver) return 'time budget exceeded';
  if (isGivenUp) return 'all tests failed';
  if (!hasApplied) return 'all hypotheses failed';
  return targetMet ? 'target met' : 'all contested tested';
}

/**
 * Returns the target of the primary metric. If nobody set one, the first cycle uses half of its own
 * measurement, as the loop does for later cycles. null if there is no target.
 */
function resolveTarget(
  { target_metrics: targets }: StrikePlan,
  primary: string,
  first: {
    readonly isFirst: boolean;
    readonly base: number;
    readonly better: MeasuredMetric['better'];
  },
): number | null {
  const target = targets[primary];
  if (target === undefined) return null;
  const isOwn = target.source === 'default' && first.isFirst;
  return isOwn ? defaultTarget(first.base, first.better, primary) : target.value;
}

/** A measurement that failed lacks some of its numbers. */
function isComplete({ base_ms: base, head_ms: head, ratio, low, high }: FolderComparison): boolean {
  return [base, head, ratio, low, high].every(Number.isFinite);
}

/** Returns the numbers before and after as measured together; without a measurement, the baseline. */
function summarizeMeasurement(
  measured: FolderComparison | null,
  primary: string,
  baseline: number,
): Pick<ExecutionResult, 'baseline' | 'final' | 'ratio'> {
  if (measured === null || !isComplete(measured)) {
    const same = { [primary]: baseline };
    return { baseline: same, final: same, ratio: { value: 1, low: 1, high: 1 } };
  }
  const { metrics, ratio, low, high } = measured;
  const valuesOf = (which: 'base' | 'head'): Record<string, number> => {
    const values = Object.entries(metrics).flatMap(([name, metric]): [string, number][] => {
      const value = metric[which];
      return value === null ? [] : [[name, value]];
    });
    return Object.fromEntries(values);
  };
  return {
    baseline: { ...valuesOf('base'), [primary]: measured.base_ms },
    final: { ...valuesOf('head'), [primary]: measured.head_ms },
    ratio: { value: ratio, low, high },
  };
}
