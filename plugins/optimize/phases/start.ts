import { readAuditReport } from '../audit/read-audit-report.ts';
import { required } from '../cycle-results.ts';
import { preflight } from '../preflight.ts';
import type { PhaseAction } from '../run-context.ts';

/** Phase 0: whether the loop can begin. */
export const preflightPhase: PhaseAction = async (run, state) => {
  const { host, root, signal, tell } = run;
  const { commit, testCommand, leftOut } = await preflight(host, root, state.target, signal);
  if (leftOut.length > 0) {
    tell(`Left out, since they are not committed and nothing names them: ${leftOut.join(', ')}`);
  }
  const facts = { ...state.run, base_commit: commit, head: commit, test_command: testCommand };
  return { state: { ...state, run: facts }, stop: null };
};

/**
 * Phase 1: the problem was read before the state file was made; here it is held to be whole, and what
 * an audit found is kept, so that its file is not needed again.
 */
export const parsePhase: PhaseAction = async (run, state) => {
  const { audit_report: report } = required(state.run.problem, 'problem');
  if (report !== null) {
    const findings = readAuditReport(run.host, run.root, report);
    run.host.files.writeAtomic(run.paths.audit, `${JSON.stringify({ findings }, null, 1)}\n`);
  }
  return { state, stop: null };
};
