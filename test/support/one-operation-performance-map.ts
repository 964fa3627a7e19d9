import {
  PERFORMANCE_MAP_SCHEMA,
  type PerformanceMap,
} from '../../harness/model/documents/performance-map-document.ts';

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
