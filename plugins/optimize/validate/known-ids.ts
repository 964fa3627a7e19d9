import type { measure, PerformanceMap } from 'perf-harness/plugin';
import type { ContextBlock } from '../context/context-block.ts';

/** Every step of a map, from the top down. */
export function allSteps({ steps }: PerformanceMap): readonly measure.Step[] {
  const flat = (one: measure.Step): readonly measure.Step[] => [one, ...one.children.flatMap(flat)];
  return steps.flatMap(flat);
}

/** Ids of what was measured: steps, and evidence with a value. */
export function measurementIds({ performance_map: map }: ContextBlock): ReadonlySet<string> {
  const evidence = [
    ...map.suspicion_stack.flatMap((one) => one.evidence),
    ...map.top_bottlenecks.flatMap(({ why }) => why),
  ];
  return new Set([
    ...allSteps(map).flatMap(({ id, origin }) => (origin === 'measured' ? [id] : [])),
    ...evidence.flatMap(({ id, value }) => (value === null ? [] : [id])),
    ...Object.keys(map.baseline).map((metric) => `baseline.${metric}`),
  ]);
}

/** Ids that a hypothesis may rest on: also suspicions, local findings and sources. */
export function evidenceIds(block: ContextBlock): ReadonlySet<string> {
  const { performance_map: map, local_codebase_findings: local, research_sources: read } = block;
  return new Set([
    ...measurementIds(block),
    ...allSteps(map).map(({ id }) => id),
    ...map.suspicion_stack.flatMap(({ id, evidence }) => [id, ...evidence.map((one) => one.id)]),
    ...map.top_bottlenecks.flatMap(({ why }) => why.map(({ id }) => id)),
    ...local.map(({ id }) => id),
    ...read.map(({ id }) => id),
  ]);
}
