import type { ContextBlock } from '../context/optimization-context-block-schema.ts';
import { flatSteps } from '../generators/functions-on-bottleneck-path.ts';

/** Returns the ids of measurements: steps, and evidence with a value. */
export function listMeasurementIds({ performance_map: map }: ContextBlock): ReadonlySet<string> {
  const evidence = [
    ...map.suspicion_stack.flatMap((candidate) => candidate.evidence),
    ...map.top_bottlenecks.flatMap(({ why }) => why),
  ];
  return new Set([
    ...flatSteps(map.steps).flatMap(({ id, origin }) => (origin === 'measured' ? [id] : [])),
    ...evidence.flatMap(({ id, value }) => (value === null ? [] : [id])),
    ...Object.keys(map.baseline).map((metric) => `baseline.${metric}`),
  ]);
}

/** Returns ids a hypothesis may rest on, including candidates, local findings and sources. */
export function listEvidenceIds(block: ContextBlock): ReadonlySet<string> {
  const { performance_map: map, local_codebase_findings: local, research_sources: read } = block;
  return new Set([
    ...listMeasurementIds(block),
    ...flatSteps(map.steps).map(({ id }) => id),
    ...map.suspicion_stack.flatMap(({ id, evidence }) => [
      id,
      ...evidence.map((observation) => observation.id),
    ]),
    ...map.top_bottlenecks.flatMap(({ why }) => why.map(({ id }) => id)),
    ...local.map(({ id }) => id),
    ...read.map(({ id }) => id),
  ]);
}
