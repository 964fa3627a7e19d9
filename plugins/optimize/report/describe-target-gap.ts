import type { measure, PerformanceMap } from 'perf-harness/plugin';
import type { OptimizationGap } from '../document/optimization-document.ts';
import type { CycleFacts, LoopFacts } from './read-loop-report-data.ts';

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
export function describeTargetGap(facts: LoopFacts): OptimizationGap | null {
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
