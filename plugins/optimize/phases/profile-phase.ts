import type { PerformanceMap } from 'perf-harness/plugin';
import { withAudit } from '../audit/add-audit-findings-to-bottleneck-candidates.ts';
import { readAuditReport } from '../audit/read-audit-report.ts';
import type { PhaseAction, RunContext } from '../phase-context-and-action-types.ts';
import { parseWorkerAnswer, profileResultSchema, WorkerFailure } from '../phase-result-schemas.ts';
import { readCycleResults, requireResult } from '../stored-cycle-results.ts';

/** Phase 2: has a worker profile the current code, anew in each cycle (OPT-35). */
export const profilePhase: PhaseAction = async (run, state) => {
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
