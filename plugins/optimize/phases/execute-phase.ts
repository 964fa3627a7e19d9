import { DEFAULT_BUDGET_MS, type Mode } from '../optimization-loop-state.ts';
import type { PhaseAction, RunContext } from '../phase-context-and-action-types.ts';
import { type Experiments, executionSchema, parseWorkerAnswer } from '../phase-result-schemas.ts';
import { readCycleResults } from '../stored-cycle-results.ts';
import { readExperiments } from '../strike/experiments-log.ts';

/** Grace period after the budget, at which the executor ends by itself; a longer run hangs. */
const GRACE_MS = 10 * 60_000;

/** Phase 8: carries out the plan in a worker that knows only context.md. */
export const executePhase: PhaseAction = async (run, state) => {
  if (state.run.mode.plan_only) {
    const text = 'The plan is in context.md; nothing was changed';
    return { state, stop: { reason: 'plan_only', text }, skipped: true };
  }
  const { root } = await run.worktree();
  const answer = await run.workers.execute({
    slug: state.slug,
    contextFile: run.paths.context,
    root,
    settings: settingsOf(state.run.mode),
    timeoutMs: state.run.mode.time_budget_ms + GRACE_MS,
    signal: run.signal,
  });
  const executed = parseWorkerAnswer('The executor', executionSchema, answer);
  const { keep } = readCycleResults(run.host, run.paths, state.current_cycle);
  keep('experiments', experimentsSince(run, state.phases['8_execute']?.ts ?? ''));
  keep('execution', executed);
  return { state, stop: null };
};

/** Returns the flags of the executor as the loop was started, also for a resumed loop. */
function settingsOf({ time_budget_ms: budget, executor, push }: Mode): readonly string[] {
  return [
    // Otherwise the executor's own default budget applies.
    ...(budget === DEFAULT_BUDGET_MS ? [] : ['--time-budget', `${budget}ms`]),
    '--executor',
    executor,
    ...(push ? ['--push'] : []),
  ];
}

/** Returns the rows added to the log in this cycle; the log spans all runs (OPT-61). */
function experimentsSince({ host, paths }: RunContext, since: string): Experiments {
  const rows = readExperiments(host.files.read(paths.experiments) ?? '');
  return rows.filter(({ timestamp }) => timestamp >= since);
}
