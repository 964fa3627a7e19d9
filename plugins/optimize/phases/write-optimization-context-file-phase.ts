import { measure } from 'perf-harness/plugin';
import { addPlannedCandidates } from '../context/add-generator-hypotheses-to-bottleneck-candidates.ts';
import { CONTEXT_SCHEMA, type ContextBlock } from '../context/optimization-context-block-schema.ts';
import { renderContext } from '../context/render-optimization-context-file.ts';
import type { RunState } from '../optimization-loop-state.ts';
import { METRICS, type MetricName } from '../optimization-metrics.ts';
import type { PhaseAction, RunContext } from '../phase-context-and-action-types.ts';
import { type CycleResults, readCycleResults, requireResult } from '../stored-cycle-results.ts';

/** Phase 6: complete input of plan check and executor, overwritten in each cycle (OPT-54). */
export const contextPhase: PhaseAction = async (run, state) => {
  const block = await blockOf(run, state);
  run.host.files.writeAtomic(run.paths.context, renderContext(block));
  return { state, stop: null };
};

async function blockOf(run: RunContext, state: RunState): Promise<ContextBlock> {
  const results = readCycleResults(run.host, run.paths, state.current_cycle);
  const research = requireResult(results.research(), 'research');
  const profiled = requireResult(results.map(), 'map');
  const { map, hypotheses } = addPlannedCandidates(profiled, research.hypotheses);
  return {
    schema: CONTEXT_SCHEMA,
    slug: state.slug,
    cycle: state.current_cycle,
    problem_statement: problemStatement(state),
    service_topology: state.run.service_topology,
    performance_map: map,
    industry_benchmark: research.industry_benchmark,
    competitor_approaches: research.competitor_approaches,
    recommended_target: research.target_metrics.wall_time_ms?.value ?? null,
    target_metrics: targetMetrics(state),
    hypotheses: [...hypotheses],
    local_codebase_findings: research.local_codebase_findings,
    research_sources: research.research_sources,
    disclaimer: research.disclaimer,
    test_command: measure.findSuiteCommand(run.host, run.root) ?? map.test_command,
    e2e_test: map.e2e_test,
    instrumented_files: [...map.instrumented_files],
    previous_cycles: state.cycles.map((cycle) => ({
      cycle: cycle.cycle,
      bottleneck: cycle.bottleneck,
      baseline_ms: cycle.baseline.wall_time_ms,
      final_ms: cycle.final.wall_time_ms,
      improvement_pct: cycle.improvement_pct,
      hypotheses_applied: cycle.hypotheses_applied,
      branch: cycle.branch,
    })),
    warnings: warningsOf(results, state),
    review_history: [],
  };
}

/** Returns the problem, with the target of phase 5 if the user gave none. */
function problemStatement({ run }: RunState): ContextBlock['problem_statement'] {
  const problem = requireResult(run.problem, 'problem');
  const { primary, metrics } = requireResult(run.targets, 'targets');
  const value = metrics[primary]?.value;
  if (problem.target_metric !== null || value === undefined) return problem;
  // Sound: `primary` is the name of a metric.
  const unit = METRICS[primary as MetricName].unit || 'requests';
  return { ...problem, target_metric: { value, unit } };
}

/** Returns the targets with their sources, for the metrics that research may name. */
function targetMetrics({ run }: RunState): ContextBlock['target_metrics'] {
  const { metrics } = requireResult(run.targets, 'targets');
  const names = [
    'wall_time_ms',
    'cpu_time_ms',
    'memory_peak_mb',
    'http_round_trips',
    'io_bytes',
  ] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const target = metrics[name];
      if (target === undefined || target.value <= 0) return [];
      // HIGH needs an address as its source, which a target that was set no longer carries.
      const confidence = target.source === 'default' ? ('LOW' as const) : ('MEDIUM' as const);
      return [[name, { value: target.value, source: target.source, confidence }]];
    }),
  );
}

/** Returns the concerns of the gate, and its waiver (OPT-38, OPT-40). */
function warningsOf(results: CycleResults, { run }: RunState): ContextBlock['warnings'] {
  const gate = results.gate();
  const waiver = gate?.waiver ?? run.gate_waiver;
  return [
    ...(gate?.concerns ?? []).map(({ id, message }) => ({ type: id, detail: message })),
    ...(waiver === null || gate?.verdict !== 'WAIVED'
      ? []
      : [{ type: 'waived', detail: `${waiver.by}: ${waiver.reason}` }]),
  ];
}
