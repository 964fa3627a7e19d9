import type { measure, PerformanceMap } from 'perf-harness/plugin';
import { readAuditReport, withAudit } from '../audit-findings-as-hints.ts';
import type { Hypothesis, Research } from '../document/optimization-hypothesis.ts';
import { NO_EVIDENCE } from '../generators/select-hypotheses.ts';
import type { Mode } from '../optimization-loop-state.ts';
import type { Stop } from '../optimization-loop-stop-reason.ts';
import { resolveTargets } from '../optimization-targets.ts';
import {
  type Experiments,
  executionSchema,
  gateResultSchema,
  parseWorkerAnswer,
  profileResultSchema,
  readCycleResults,
  requireResult,
  researchResultSchema,
  WorkerFailure,
} from '../phase-result-schemas.ts';
import type { Phase } from '../phase-transition-rules.ts';
import type { PhaseAction, RunContext } from '../phase-worker-interfaces.ts';
import { preflight } from '../preflight-project-checks.ts';
import { readExperiments } from '../strike/execution-journal.ts';
import { aggregatePhase, metaPhase, reportPhase } from './aggregate-report-and-meta-phases.ts';
import { buildGenerateRequest } from './build-generate-request.ts';
import { contextPhase, validatePhase } from './write-optimization-context-file-phase.ts';

/** Phase 2: has a worker profile the current code, anew in each cycle (OPT-35). */
const profilePhase: PhaseAction = async (run, state) => {
  const { root } = await run.worktree();
  const problem = requireResult(state.run.problem, 'problem');
  const answer = await run.workers.profile({
    root,
    slug: state.slug,
    cycle: state.current_cycle,
    problem,
    serviceTopology: state.run.service_topology,
    signal: run.signal,
  });
  const measured = parseWorkerAnswer('The profiler', profileResultSchema, answer);
  // Without a measured baseline, nothing is optimized (LEAD-06).
  if (measured.trials === 0 || measured.baseline.wall_time_ms === 0) {
    throw new WorkerFailure(
      'The profiler did not measure a baseline, and no changes are made without one',
    );
  }
  const map = await withHints(run, root, measured);
  readCycleResults(run.host, run.paths, state.current_cycle).keep('map', map);
  const script = `${root}/.optimization/${state.slug}/profile_test.sh`;
  const text = run.host.files.read(script);
  if (text !== null) run.host.files.writeAtomic(run.paths.profileScript, text);
  return { state, stop: null };
};

/** Adds the audit findings on the traced path to the map, if an audit was named (AUD-24). */
async function withHints(
  { host, paths, signal, tell }: RunContext,
  root: string,
  map: PerformanceMap,
): Promise<PerformanceMap> {
  if (!host.files.isFile(paths.audit)) return map;
  const findings = readAuditReport(host, root, paths.audit);
  const whole = await withAudit(host, map, findings, { root, signal });
  const taken = whole.suspicion_stack.length - map.suspicion_stack.length;
  tell(`Audit: ${taken} of ${findings.length} findings are on the traced path.`);
  return whole;
}

/** Phase 3: whether changing the code is the right tool at all. */
const gatePhase: PhaseAction = async (run, state) => {
  const results = readCycleResults(run.host, run.paths, state.current_cycle);
  const map = requireResult(results.map(), 'map');
  const { waive, by } = run.answers;
  const waiver =
    waive === null ? null : { reason: waive, at: run.host.clock.now().toISOString(), by };
  const answer = await run.workers.gate({
    map,
    cycle: state.current_cycle,
    waiver,
    changes: await buildGenerateRequest(run, state),
  });
  if (answer === null) {
    throw new WorkerFailure(
      'The load generator, not the target, reached the limit of the machine, so the result is inconclusive. Lower the load and resume',
    );
  }
  const judged = parseWorkerAnswer('The Wrong Tool Gate', gateResultSchema, answer);
  results.keep('gate', judged);
  for (const text of gateTexts(judged)) run.tell(text);
  const waived = judged.waiver ?? state.run.gate_waiver;
  return { state: { ...state, run: { ...state.run, gate_waiver: waived } }, stop: stopOf(judged) };
};

function gateTexts(judged: measure.WrongToolJudgement): readonly string[] {
  const { verdict, concerns, indicators, waiver } = judged;
  return [
    `Wrong Tool Gate: ${verdict}`,
    ...concerns.map(({ message }) => `  ${message}`),
    ...indicators.map(({ message }) => `  ${message}`),
    ...(waiver === null ? [] : [`  Waived by ${waiver.by}: ${waiver.reason}`]),
  ];
}

/** Returns the stop for a BLOCK verdict: a success from the second cycle on, with no gain left. */
function stopOf({ verdict, outcome, indicators }: measure.WrongToolJudgement): Stop | null {
  if (verdict !== 'BLOCK') return null;
  const text = indicators.map(({ message }) => message).join(' ');
  return { reason: outcome === 'success' ? 'gate_success' : 'gate_block', text };
}

/** Most rejected proposals that are printed; the results of the cycle have all of them. */
const MOST_TOLD = 10;

/** Phase 4: proposes hypotheses, except those tried in an earlier cycle (OPT-47). */
const researchPhase: PhaseAction = async (run, state) => {
  const results = readCycleResults(run.host, run.paths, state.current_cycle);
  const asked = await buildGenerateRequest(run, state);
  const { map, exclude } = asked;
  const answer = await run.workers.generate(asked);
  const research = parseWorkerAnswer('The hypothesis generator', researchResultSchema, answer);
  tellOfOthers(run, research);
  const isTried = ({ key }: Hypothesis): boolean => exclude.includes(key);
  // Generators of other plugins may propose changes without evidence (LEAD-06).
  const bare = research.hypotheses.filter(
    (hypothesis) => !isTried(hypothesis) && hypothesis.evidence.length === 0,
  );
  const kept = research.hypotheses.filter(
    (hypothesis) => !isTried(hypothesis) && hypothesis.evidence.length > 0,
  );
  for (const { id, key } of research.hypotheses) {
    if (exclude.includes(key)) run.tell(`${id} was already tried and is left out: ${key}`);
  }
  for (const { id } of bare) run.tell(`${id} is left out: ${NO_EVIDENCE}`);
  const rejected = [
    ...(research.rejected ?? []),
    ...bare.map(({ key }) => ({ key, reason: NO_EVIDENCE })),
  ];
  results.keep('research', { ...research, hypotheses: kept, rejected });
  if (kept.length > 0) return { state, stop: null };
  const text = `no known optimization pattern for ${map.bottleneck_classification}`;
  run.tell(`${map.bottleneck_classification}: ${map.bottleneck_detail} ${text}`);
  return { state, stop: { reason: 'no_hypotheses', text } };
};

/** Reports problems of generators, and rejected proposals with their reasons. */
function tellOfOthers({ tell }: RunContext, { flags = [], rejected = [] }: Research): void {
  for (const flag of flags) tell(flag);
  for (const { key, reason } of rejected.slice(0, MOST_TOLD)) tell(`Rejected: ${key}: ${reason}`);
  const others = rejected.length - MOST_TOLD;
  if (others > 0) tell(`Rejected: ${others} more`);
}

/** Grace period after the budget, at which the executor ends by itself; a longer run hangs. */
const GRACE_MS = 10 * 60_000;

/** Phase 8: carries out the plan in a worker that knows only context.md. */
const executePhase: PhaseAction = async (run, state) => {
  if (state.run.mode.plan_only) {
    const text = 'The plan is in context.md; nothing was changed';
    return { state, stop: { reason: 'plan_only', text }, skipped: true };
  }
  const { root } = await run.worktree();
  const answer = await run.workers.execute({
    slug: state.slug,
    contextFile: run.paths.context,
    root,
    settings: settingsOf(state.run.mode, run.leftMs),
    timeoutMs: run.leftMs + GRACE_MS,
    signal: run.signal,
  });
  const executed = parseWorkerAnswer('The executor', executionSchema, answer);
  const { keep } = readCycleResults(run.host, run.paths, state.current_cycle);
  keep('experiments', experimentsSince(run, state.phases['8_execute']?.ts ?? ''));
  keep('execution', executed);
  return { state, stop: null };
};

/** Returns the flags of the executor: the cycle's remaining time, and how the loop was started. */
function settingsOf({ executor, push }: Mode, leftMs: number): readonly string[] {
  return ['--time-budget', `${leftMs}ms`, '--executor', executor, ...(push ? ['--push'] : [])];
}

/** Returns the rows added to the log in this cycle; the log spans all runs (OPT-61). */
function experimentsSince({ host, paths }: RunContext, since: string): Experiments {
  const rows = readExperiments(host.files.read(paths.experiments) ?? '');
  return rows.filter(({ timestamp }) => timestamp >= since);
}

/** Phase 0: whether the loop can begin. */
const preflightPhase: PhaseAction = async (run, state) => {
  const { host, root, signal, tell } = run;
  const { commit, testCommand, leftOut } = await preflight(host, root, state.target, signal);
  if (leftOut.length > 0) {
    tell(
      `Files left out because they are uncommitted and nothing references them: ${leftOut.join(', ')}`,
    );
  }
  const facts = { ...state.run, base_commit: commit, head: commit, test_command: testCommand };
  return { state: { ...state, run: facts }, stop: null };
};

/**
 * Phase 1: the problem was parsed before the state file was made; here it must be complete, and
 * audit findings are stored, so that their file is not needed again.
 */
const parsePhase: PhaseAction = async (run, state) => {
  const { audit_report: report } = requireResult(state.run.problem, 'problem');
  if (report !== null) {
    const findings = readAuditReport(run.host, run.root, report);
    run.host.files.writeAtomic(run.paths.audit, `${JSON.stringify({ findings }, null, 1)}\n`);
  }
  return { state, stop: null };
};

/** Phase 5, first cycle only: sets the targets, which then stay (OPT-50). */
const targetPhase: PhaseAction = async (run, state) => {
  if (state.run.targets !== null) return { state, stop: null };
  const results = readCycleResults(run.host, run.paths, state.current_cycle);
  const { baseline } = requireResult(results.map(), 'map');
  const { target_metrics: researched } = requireResult(results.research(), 'research');
  const targets = resolveTargets(requireResult(state.run.problem, 'problem'), baseline, researched);
  return { state: { ...state, run: { ...state.run, targets } }, stop: null };
};

/** The work of every phase. */
export const PHASE_ACTIONS: Readonly<Record<Phase, PhaseAction>> = {
  '0_preflight': preflightPhase,
  '1_parse': parsePhase,
  '2_profile': profilePhase,
  '3_gate': gatePhase,
  '4_research': researchPhase,
  '5_target': targetPhase,
  '6_context': contextPhase,
  '7_validate': validatePhase,
  '8_execute': executePhase,
  '9_aggregate': aggregatePhase,
  '10_report': reportPhase,
  '11_meta': metaPhase,
};
