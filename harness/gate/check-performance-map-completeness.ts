import type { PerformanceMap } from '../model/documents/performance-map-document.ts';
import {
  findUnprofiledServices,
  serviceObservedFromOutsideNote,
} from '../model/program/unprofiled-services.ts';
import { MAX_BOTTLENECKS } from './wrong-tool/bottleneck-priority-and-time-estimates.ts';

/** Metrics that every map must have, whatever else was measured (P811-06). */
const REQUIRED_METRICS = ['wall_time_ms', 'cpu_time_ms', 'memory_peak_mb'] as const;

/** Returns what a map lacks to be reliable (P811-50). @param surfaces - Unprofiled services. */
export function checkPerformanceMapCompleteness(
  map: Omit<PerformanceMap, 'lacks'>,
  surfaces: readonly string[] = [],
): readonly string[] {
  const { baseline, steps, top_bottlenecks: top, service_topology: topology = {} } = map;
  const fromOutside = new Set([
    ...findUnprofiledServices(steps, Object.keys(topology)),
    ...surfaces,
  ]);
  const missing = REQUIRED_METRICS.filter((name) => baseline[name] === undefined);
  return [
    ...(map.test_command === null ? ['there is no command that repeats the measurement'] : []),
    ...missing.map((name) => `the baseline has no value for ${name}`),
    ...(steps.length === 0 ? ['no step was observed'] : []),
    ...(top.length > MAX_BOTTLENECKS
      ? [`the map lists ${top.length} top bottlenecks, which is more than the maximum`]
      : []),
    ...top
      .filter(({ why }) => why.length === 0 || why.every(({ value }) => value === null))
      .map(({ function: name }) => `no measurement shows that ${name} is a bottleneck`),
    ...listUnverifiedHypotheses(map),
    ...[...fromOutside].map(serviceObservedFromOutsideNote),
    ...(map.wrong_tool === null ? ['the Wrong Tool Gate has not evaluated the map'] : []),
  ];
}

function listUnverifiedHypotheses({
  suspicion_stack: stack,
  optimization_hints: hints,
}: Pick<PerformanceMap, 'suspicion_stack' | 'optimization_hints'>): readonly string[] {
  const evidence = new Set(stack.flatMap((candidate) => candidate.evidence.map(({ id }) => id)));
  return [
    ...stack
      .filter(
        (candidate) =>
          candidate.verdict === 'confirmed' &&
          candidate.evidence.every(({ value }) => value === null),
      )
      .map(({ id, location }) => `no measurement confirms the hypothesis ${id} at ${location}`),
    ...stack
      .filter(({ verification_note: note }) => note.trim() === '')
      .map(
        ({ id, location }) => `the hypothesis ${id} at ${location} gives no reason for its verdict`,
      ),
    ...hints.flatMap(({ suspicion, evidence: named }) =>
      named
        .filter((id) => !evidence.has(id))
        .map((id) => `the hint for ${suspicion} is based on ${id}, which does not exist`),
    ),
  ];
}
