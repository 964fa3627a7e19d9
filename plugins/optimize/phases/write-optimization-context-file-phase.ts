import { measure } from 'perf-harness/plugin';
import { addPlannedCandidates } from '../context/add-generator-hypotheses-to-bottleneck-candidates.ts';
import { CONTEXT_SCHEMA, type ContextBlock } from '../context/optimization-context-block-schema.ts';
import { readContext } from '../context/read-optimization-context-file.ts';
import { renderContext } from '../context/render-optimization-context-file.ts';
import { NO_PROGRAMS } from '../generators/external-program-settings.ts';
import type { RunState } from '../optimization-loop-state.ts';
import { METRICS, type MetricName } from '../optimization-metrics.ts';
import { resolveRecordingsFolder } from '../optimization-paths.ts';
import {
  type CycleResults,
  parseWorkerAnswer,
  readCycleResults,
  requireResult,
  validationSchema,
} from '../phase-result-schemas.ts';
import type { PhaseAction, RunContext } from '../phase-worker-interfaces.ts';
import { describeConcern, formatPlanHeadline } from '../validate/plan-validation-result.ts';

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

/** Time limit of a plan check: its reviewers have 15 minutes, its type check some more. */
const LIMIT_MS = 30 * 60_000;

/** Phase 7: has the plan checked by a worker that knows only context.md (OPT-57). */
export const validatePhase: PhaseAction = async (run, state) => {
  const { root } = await run.worktree();
  const answer = await run.workers.validate({
    slug: state.slug,
    contextFile: run.paths.context,
    root,
    settings: reviewSettings(run, state),
    timeoutMs: LIMIT_MS,
    signal: run.signal,
  });
  const checked = parseWorkerAnswer('The plan check', validationSchema, answer);
  // The plan check may have corrected the file, which must still be complete.
  readContext(run.host.files.read(run.paths.context) ?? '');
  readCycleResults(run.host, run.paths, state.current_cycle).keep('validation', checked);
  run.tell(formatPlanHeadline(checked));
  for (const concern of checked.concerns) run.tell(`  ${describeConcern(concern)}`);
  if (checked.verdict !== 'NO_GO') return { state, stop: null };
  const byHand = leftToPeople(run, state);
  if (byHand > 0)
    return { state, stop: { reason: 'plan_rejected', text: forPeople(state, byHand) } };
  const waiver = await planWaiver(run);
  if (waiver !== null) {
    return { state: { ...state, run: { ...state.run, plan_waiver: waiver } }, stop: null };
  }
  return { state, stop: { reason: 'plan_rejected', text: rejected(state) } };
};

/** Returns flags naming the reviewers and the folder that records or replays their answers. */
function reviewSettings(run: RunContext, { run: facts }: RunState): readonly string[] {
  const { reviewers, replay } = facts.mode.programs ?? NO_PROGRAMS;
  if (reviewers.length === 0) return [];
  const place =
    replay === null
      ? ['--record', resolveRecordingsFolder(run.paths, facts.started_at)]
      : ['--replay', replay];
  return ['--reviewers', JSON.stringify(reviewers), ...place];
}

/** Counts the hypotheses if all of them have to be carried out by a person; otherwise 0. */
function leftToPeople(run: RunContext, { current_cycle: cycle }: RunState): number {
  const { hypotheses = [] } = readCycleResults(run.host, run.paths, cycle).research() ?? {};
  return hypotheses.every(({ apply }) => apply === null) ? hypotheses.length : 0;
}

async function planWaiver(run: RunContext): Promise<RunState['run']['plan_waiver']> {
  const at = run.host.clock.now().toISOString();
  const { waivePlan, by } = run.answers;
  if (waivePlan !== null) return { reason: waivePlan, at, by };
  if (run.ask === null) return null;
  const goOn = await run.ask('The plan check returned NO_GO. Execute the plan anyway?');
  return goOn ? { reason: 'confirmed in the terminal', at, by } : null;
}

/** Returns the reason for a NO_GO without a waiver, useless as nothing can be applied. */
function forPeople({ current_cycle: cycle }: RunState, count: number): string {
  const what = count === 1 ? 'the only finding is' : `all ${count} findings are`;
  return `NO_GO on cycle ${cycle}: nothing can be applied; ${what} left for manual work`;
}

function rejected({ current_cycle: cycle }: RunState): string {
  return `NO_GO on cycle ${cycle}: the plan was not accepted; override with --waive-plan "<reason>"`;
}
