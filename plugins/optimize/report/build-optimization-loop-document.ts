import { hasAcceptedChange } from '../branch-has-accepted-change.ts';
import type { OptimizationMeta, OptimizationReport } from '../document/optimization-document.ts';
import type { StopReason } from '../optimization-loop-stop-reason.ts';
import { findMetricDirection, METRICS } from '../optimization-metrics.ts';
import { ARTEFACT_FOLDER } from '../optimization-paths.ts';
import { buildCycleDocument } from './build-optimization-cycle-document.ts';
import { describeTargetGap } from './describe-target-gap.ts';
import type { LoopFacts } from './read-loop-report-data.ts';

/** Returns the result of a loop as one document, the only source of every report. */
export function buildLoopDocument(
  facts: LoopFacts,
  createdAt: string,
  meta: OptimizationMeta | null,
): OptimizationReport {
  const { state, total, branches, map, metIn } = facts;
  const { run, slug, target, cycle_config: config } = state;
  const { metric } = total;
  const cycles = facts.cycles.map((cycle) => buildCycleDocument(cycle, facts, metric));
  return {
    schema: 'perf-harness/optimization@1',
    id: run.id,
    slug,
    target,
    started_at: run.started_at,
    created_at: createdAt,
    metric: { name: metric, unit: METRICS[metric].unit, better: findMetricDirection(metric) },
    observed: run.problem?.observed_metric ?? null,
    goal: run.targets?.metrics[metric] ?? null,
    outcome: outcomeOf(facts),
    stop: run.stop,
    limits: { max_cycles: config.max_cycles, plateau_pct: config.plateau_threshold },
    total: {
      baseline: total.originalBaseline,
      final: total.final,
      improvement_pct: total.totalImprovementPct,
      ratio: productOf(cycles),
    },
    met_in: metIn,
    cycles,
    map,
    gap: describeTargetGap(facts),
    base_commit: run.base_commit,
    branches: branches.map(({ name, cycle, isInLast }) => ({ name, cycle, in_last: isInLast })),
    waivers: waiversOf(facts),
    meta,
    folder: `${ARTEFACT_FOLDER}/${slug}`,
  };
}

function outcomeOf({ state }: LoopFacts): OptimizationReport['outcome'] {
  // Sound: only the loop writes it.
  const reason = state.run.stop?.reason as StopReason | undefined;
  switch (reason) {
    case 'target':
      return 'target_met';
    case 'plan_only':
      return 'planned';
    case 'gate_block':
    case 'merge_conflict':
      return 'blocked';
    case 'failed':
      return 'failed';
    default:
      return hasAcceptedChange(state) ? 'gained' : 'unchanged';
  }
}

/**
 * Returns the remaining share of the metric after all cycles. If the intervals of all cycles hold,
 * so does the interval from the product of their low ends to that of their high ends, whether or
 * not the cycles depend on each other.
 */
function productOf(cycles: OptimizationReport['cycles']): OptimizationReport['total']['ratio'] {
  const kept = cycles.filter(({ branch }) => branch !== null);
  const ratios = kept.flatMap(({ ratio }) => ratio ?? []);
  if (ratios.length === 0 || ratios.length < kept.length) return null;
  return ratios.reduce((all, ratio) => ({
    value: all.value * ratio.value,
    low: all.low * ratio.low,
    high: all.high * ratio.high,
  }));
}

function waiversOf({ state: { run } }: LoopFacts): OptimizationReport['waivers'] {
  return [
    ...(run.gate_waiver === null ? [] : [{ what: 'Wrong Tool Gate', ...run.gate_waiver }]),
    ...(run.plan_waiver === null ? [] : [{ what: 'plan check', ...run.plan_waiver }]),
  ].map(({ what, reason, by, at }) => ({ what, reason, by, at }));
}
