import { readContext } from '../context/read-optimization-context-file.ts';
import { NO_PROGRAMS } from '../generators/external-program-settings.ts';
import type { RunState } from '../optimization-loop-state.ts';
import { resolveRecordingsFolder } from '../optimization-paths.ts';
import type { PhaseAction, RunContext } from '../phase-context-and-action-types.ts';
import { parseWorkerAnswer, validationSchema } from '../phase-result-schemas.ts';
import { readCycleResults } from '../stored-cycle-results.ts';
import { describeConcern, formatPlanHeadline } from '../validate/plan-validation-result.ts';

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
