import type { measure, PerformanceMap } from 'perf-harness/plugin';
import type {
  OptimizationGap,
  OptimizationMeta,
  OptimizationReport,
} from '../document/optimization-document.ts';
import { hasAcceptedChange } from '../optimization-loop-state-updates.ts';
import type { StopReason } from '../optimization-loop-stop-reason.ts';
import { findMetricDirection, METRICS } from '../optimization-metrics.ts';
import { ARTEFACT_FOLDER } from '../optimization-paths.ts';
import { buildCycleDocument } from './build-optimization-cycle-document.ts';
import type { CycleFacts, LoopFacts } from './read-loop-report-data.ts';

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

/** Remedies outside of the code for each class of bottleneck (OPT-65). */
const BEYOND_CODE: Readonly<Record<measure.BottleneckClass, string>> = {
  CPU: 'More or faster cores, several processes behind a load balancer, or another language for the hottest part.',
  'I/O-DB': 'A read replica, more memory for the database, partitioning, or a materialized view.',
  'I/O-Network': 'Services closer to each other, HTTP/2 or keep-alive at the proxy, or a CDN.',
  'I/O-File': 'Faster disks, an object store, or a shared file cache.',
  Architecture: 'Background work, a queue, or a precomputed response.',
  External: "Negotiate the SLA, switch providers, or cache the provider's responses.",
  Cache: 'A larger or closer cache, or another eviction policy.',
  Unknown: 'Tracing to find out what causes the waits.',
};

/** Describes work left if the target was missed (OPT-65, X814-27); null: met, or not pursued. */
function describeTargetGap(facts: LoopFacts): OptimizationGap | null {
  const { total, map, state, metIn } = facts;
  if (metIn !== null || state.run.mode.plan_only) return null;
  const used = state.cycles.length;
  return {
    achieved_pct: total.totalImprovementPct,
    cycles_used: used,
    remaining_bottlenecks: (map?.top_bottlenecks ?? []).map(
      ({ type, share, function: name, location, detail }) => ({
        type,
        share,
        function: name,
        location,
        detail,
      }),
    ),
    remaining_cycles: Math.max(0, state.cycle_config.max_cycles - used),
    infrastructure_advice: adviceFor(map),
    unexplored: unexplored(facts),
    stop_reason: reasonWord(state.run.stop?.reason ?? 'failed'),
  };
}

/** As the report names it: plateau, max_cycles, no hypotheses, … */
function reasonWord(reason: string): string {
  return reason === 'no_hypotheses' ? 'no hypotheses' : reason;
}

function adviceFor(map: PerformanceMap | null): OptimizationGap['infrastructure_advice'] {
  const types = new Set((map?.top_bottlenecks ?? []).map(({ type }) => type));
  if (types.size === 0) types.add('Unknown');
  return [...types].map((type) => ({ type, text: BEYOND_CODE[type] }));
}

/** Lists proposals that were not tried to the end, and bottlenecks without a proposal. */
function unexplored({ cycles }: LoopFacts): readonly string[] {
  return [
    ...cycles.flatMap((cycle) => [
      ...(cycle.execution?.manual ?? []).map(
        ({ id, reason }) => `${nameIn(cycle, id)}: needs manual work (${reason}).`,
      ),
      ...(cycle.execution?.remaining ?? []).map(
        (id) => `${nameIn(cycle, id)}: not fully tried, because time ran out.`,
      ),
      ...(cycle.execution === null ? cycle.hypotheses : []).map(
        ({ id }) => `${nameIn(cycle, id)}: proposed, but not tried.`,
      ),
    ]),
    ...unaddressed(cycles.findLast(({ map }) => map !== null)),
  ];
}

/** `H2 of cycle 1, Sort once`. */
function nameIn({ cycle, hypotheses }: CycleFacts, id: string): string {
  const text = hypotheses
    .find((hypothesis) => hypothesis.id === id)
    ?.description.replace(/[.\s]+$/u, '');
  return `${id} of cycle ${cycle}${text === undefined ? '' : `, ${text}`}`;
}

function unaddressed(last: CycleFacts | undefined): readonly string[] {
  const addressed = new Set(last?.hypotheses.map((hypothesis) => hypothesis.bottleneck_addressed));
  return (last?.map?.top_bottlenecks ?? [])
    .filter(({ step }) => !addressed.has(step))
    .map(({ function: name, type }) => `${name} (${type}): no fix was proposed.`);
}
