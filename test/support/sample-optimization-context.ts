import type {
  Bottleneck,
  PerformanceMap,
  Step,
  Suspicion,
} from '../../harness/model/documents/performance-map-document.ts';
import {
  CONTEXT_SCHEMA,
  type ContextBlock,
} from '../../plugins/optimize/context/optimization-context-block-schema.ts';
import type { Hypothesis } from '../../plugins/optimize/document/optimization-hypothesis.ts';

/** A step of `src/users.ts` that takes half of an operation of 100 ms. */
export function samplePerformanceMapStep(changes: Partial<Step> = {}): Step {
  const share = changes.time_share_pct ?? 50;
  return {
    id: '1',
    function: 'listUsers',
    location: 'src/users.ts:1',
    wall_time_ms: share,
    time_share_pct: share,
    self_time_ms: share,
    type: 'function_call',
    step_type: 'CPU',
    calls: null,
    http_round_trips: 0,
    origin: 'measured',
    confidence: 'HIGH',
    children: [],
    ...changes,
  };
}

/** The bottleneck that a step is. */
export function sampleBottleneck(step: Step, changes: Partial<Bottleneck> = {}): Bottleneck {
  return {
    step: step.id,
    function: step.function,
    location: step.location,
    type: step.step_type,
    share: step.time_share_pct,
    wall_time_ms: step.wall_time_ms,
    priority: step.time_share_pct > 50 ? 'PRIMARY' : 'SECONDARY',
    detail: `${step.function} takes ${step.time_share_pct} % of the time.`,
    why: [],
    ...changes,
  };
}

/** Returns a suspicion that a measurement confirmed at step 1. */
export function samplePerformanceMapHypothesis(changes: Partial<Suspicion> = {}): Suspicion {
  return {
    id: 'S1',
    category: 'redundant_work',
    location: 'src/users.ts:1',
    description: 'The same list is sorted again.',
    verdict: 'confirmed',
    evidence: [
      { id: 'E1', question: 'How long?', answer: '50 ms of 100 ms', value: 50, unit: 'ms' },
    ],
    verification_note: 'Its function takes half of the time.',
    affected_steps: ['1'],
    share: 50,
    ...changes,
  };
}

/** Creates a map with one bottleneck for each top-level step. */
export function samplePerformanceMap(changes: Partial<PerformanceMap> = {}): PerformanceMap {
  const steps = changes.steps ?? [samplePerformanceMapStep()];
  return {
    schema: 'perf-harness/performance-map@1',
    test_command: 'node --test',
    e2e_test: { command: null, source: 'none' },
    entry_point_info: { type: 'function', location: null, route: null, function: 'listUsers' },
    operations: [{ name: 'listUsers', count: 10, wall_time_ms: 100 }],
    baseline: { wall_time_ms: 100, cpu_time_ms: 60, memory_peak_mb: 80 },
    steps,
    bottleneck_classification: steps[0]?.step_type ?? 'Unknown',
    bottleneck_detail: 'listUsers sorts.',
    top_bottlenecks: steps.map((step) => sampleBottleneck(step)),
    suspicion_stack: [samplePerformanceMapHypothesis()],
    optimization_hints: [],
    wrong_tool_indicators: [],
    wrong_tool: null,
    instrumented_files: [],
    lacks: [],
    trials: 5,
    ...changes,
  };
}

/** A hypothesis that changes a line of `src/users.ts` by a patch. */
export function sampleHypothesis(changes: Partial<Hypothesis> = {}): Hypothesis {
  const id = changes.id ?? 'H1';
  return {
    id,
    key: `key-${id}`,
    description: 'Sort once.',
    bottleneck_addressed: '1',
    bottleneck_class: 'CPU',
    expected_impact: { percent: 30, origin: 'estimated', note: 'The sort goes.' },
    complexity: 'Low',
    risk: 'Low',
    fix_level: 1,
    files_to_modify: ['src/users.ts'],
    dependencies: [],
    conflicts_with: [],
    evidence: ['1', 'S1'],
    premises: [{ text: 'The sort takes half of the time', measurement: 'E1' }],
    evidence_class: 'proven',
    assumes: [],
    removes: false,
    pair: null,
    source: 'profiler_hint',
    apply: null,
    ...changes,
  };
}

/** A context that the plan check finds complete. */
export function sampleOptimizationContext(changes: Partial<ContextBlock> = {}): ContextBlock {
  return {
    schema: CONTEXT_SCHEMA,
    slug: 'list-users',
    cycle: 1,
    problem_statement: {
      target: 'src/users.ts::listUsers',
      observed_metric: { value: 6300, unit: 'ms', type: 'response_time' },
      target_metric: { value: 500, unit: 'ms' },
      max_cycles: 3,
      audit_report: null,
    },
    service_topology: null,
    performance_map: samplePerformanceMap(),
    industry_benchmark: { metric: 'wall_time_ms', expected_range: '1–10 ms', source: 'P811-46' },
    competitor_approaches: [],
    recommended_target: null,
    target_metrics: {},
    hypotheses: [sampleHypothesis()],
    local_codebase_findings: [],
    research_sources: [],
    disclaimer: 'no external sources verified',
    test_command: 'node --test',
    e2e_test: { command: null, source: 'none' },
    instrumented_files: [],
    previous_cycles: [],
    warnings: [],
    review_history: [],
    ...changes,
  };
}
