import {
  PERFORMANCE_MAP_SCHEMA,
  type PerformanceMap,
} from '../../harness/model/documents/performance-map-document.ts';

type Step = PerformanceMap['steps'][number];

/** Creates a measured CPU step of half an operation. */
export function createMapStep(changes: Partial<Step> & Pick<Step, 'function' | 'location'>): Step {
  return {
    id: '1',
    wall_time_ms: 9,
    time_share_pct: 50,
    self_time_ms: 9,
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

/** Creates a complete map with one CPU step. @param wallMs - Wall time of an operation. */
export function createOneOperationPerformanceMap(wallMs: number): PerformanceMap {
  return {
    schema: PERFORMANCE_MAP_SCHEMA,
    test_command: 'perf-harness run orders',
    e2e_test: { command: null, source: 'none' },
    entry_point_info: { type: 'function', location: 'a.js:1', route: null, function: 'load' },
    operations: [{ name: 'GET /', count: 10, wall_time_ms: wallMs }],
    baseline: { wall_time_ms: wallMs, cpu_time_ms: wallMs, memory_peak_mb: 80 },
    steps: [],
    bottleneck_classification: 'Unknown',
    bottleneck_detail: 'No step takes a noticeable share of the time.',
    top_bottlenecks: [],
    suspicion_stack: [],
    optimization_hints: [],
    wrong_tool_indicators: [],
    wrong_tool: null,
    instrumented_files: [],
    lacks: [],
    trials: 3,
  };
}
