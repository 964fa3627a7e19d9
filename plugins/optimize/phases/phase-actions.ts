import { readAuditReport } from '../audit/read-audit-report.ts';
import type { Phase } from '../optimization-phases.ts';
import { resolveTargets } from '../optimization-targets.ts';
import type { PhaseAction } from '../phase-context-and-action-types.ts';
import { preflight } from '../preflight-project-checks.ts';
import { readCycleResults, requireResult } from '../stored-cycle-results.ts';
import { aggregatePhase, metaPhase, reportPhase } from './aggregate-report-and-meta-phases.ts';
import { gatePhase } from './code-change-suitability-phase.ts';
import { executePhase } from './execute-phase.ts';
import { profilePhase } from './profile-phase.ts';
import { researchPhase } from './research-phase.ts';
import { validatePhase } from './validate-phase.ts';
import { contextPhase } from './write-optimization-context-file-phase.ts';

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
