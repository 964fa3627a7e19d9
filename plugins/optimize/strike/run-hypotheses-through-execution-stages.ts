import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import type { EmitEvent } from './execution-journal.ts';
import {
  filterByMeasurement,
  filterByTests,
  filterByVerification,
  testWithRepair,
} from './filter-changes-by-tests-verification-measurement.ts';
import { findOutsideChanges } from './find-edits-outside-target-function.ts';
import { triage } from './group-conflicting-hypotheses.ts';
import { type ChangeSet, listIds, orderByDependencies } from './hypothesis-dependency-order.ts';
import { leaveOneOut } from './leave-one-out-elimination.ts';
import type { ExecutionRequest, StrikePlan } from './plan-execution-types.ts';
import { runSequentially } from './run-hypotheses-sequentially.ts';
import { compareAlternatives } from './select-fastest-alternative-hypothesis.ts';
import { applyTogether } from './stages/apply-stage.ts';
import { commitChanges } from './stages/commit-stage.ts';
import type { Stages } from './stages/execution-stage-interfaces.ts';
import { describeObjection } from './stages/measure-stage.ts';
import { type CheckResults, verifyEach } from './stages/verify-stage.ts';
import type { Worktree } from './trial-worktrees.ts';

/** Verifies the hypotheses of a plan one by one, and runs the accepted ones through the stages. */
export async function runStages(
  stages: Stages,
  request: Pick<ExecutionRequest, 'executor'>,
  { plan, base }: { readonly plan: StrikePlan; readonly base: Worktree },
  emit: EmitEvent,
): Promise<CheckResults> {
  const { accepted, checks } = await verifyEach(stages, plan.hypotheses, emit);
  const { ordered, orphans } = orderByDependencies(accepted);
  for (const { id, needs } of orphans) {
    emit({ type: 'removed', id, reason: `dependency ${needs} removed` });
  }
  if (isSequential(request)) {
    const beside = request.executor === 'function' ? findOutsideChanges(base, plan) : null;
    const changes = await runSequentially(
      stages,
      ordered,
      { checks, describeOtherChanges: beside },
      emit,
    );
    const isClean = changes.parts.length === plan.hypotheses.length;
    emit({ type: 'committed', changes, isClean });
  } else {
    const { uncontested, groups } = triage(ordered);
    let before = await strike(stages, uncontested, checks, emit);
    for (const group of groups)
      before = await compareAlternatives(stages, group, { before, checks }, emit);
  }
  if (!(await stages.test.stillPass())) await giveUp(stages, emit);
  return checks;
}

/** True if each change gets its own commit, whatever its evidence. */
export function isSequential({ executor }: Pick<ExecutionRequest, 'executor'>): boolean {
  return executor === 'sequential' || executor === 'function';
}

/** Batch-applies changes without conflicts, and reduces them until the rest passes every stage. */
async function strike(
  stages: Stages,
  wanted: readonly Hypothesis[],
  checks: CheckResults,
  emit: EmitEvent,
): Promise<ChangeSet> {
  const { start, apply, measure } = stages;
  const nothing = { parts: [], state: start };
  const applied = await applyTogether(apply, start, wanted, emit);
  if (applied.parts.length === 0) return nothing;
  const { changes, result } = await testWithRepair(stages, applied, emit);
  const tested = await filterByTests(stages, changes, result);
  const verified = await filterByVerification(stages, tested);
  const kept = await filterByMeasurement(stages, applied.parts, verified, emit);
  if (kept.parts.length === 0) return nothing;
  const helpful = await leaveOneOut(stages, kept, emit);
  const whole = await measure.compare(start, helpful.state);
  const hypotheses = listIds(helpful.parts);
  const files = await apply.files(start, helpful.state);
  const tried = { type: 'tried', phase: 'strike', hypotheses, comparison: whole, files } as const;
  if (!whole.isImproved) {
    const reason = describeObjection(whole, 'brackets');
    for (const id of hypotheses) emit({ type: 'removed', id, reason });
    emit({ ...tried, status: 'removed' });
    return nothing;
  }
  const facts = { checks, improvementPct: whole.improvementPct, isOneByOne: false };
  const commit = await commitChanges(stages, helpful, facts);
  const isClean = helpful.parts.length === wanted.length;
  emit({ type: 'committed', changes: helpful, isClean });
  emit({ ...tried, status: 'applied', commit });
  return helpful;
}

/** Reverts everything, as tests now fail even without changes and so blame none. */
async function giveUp({ commit, test }: Stages, emit: EmitEvent): Promise<void> {
  await commit.drop();
  emit({ type: 'given-up' });
  const message = `The tests passed at first but now fail without any change (${test.flaky().join(', ')}), so their environment must have changed. All changes were reverted.`;
  emit({ type: 'warning', message });
}
