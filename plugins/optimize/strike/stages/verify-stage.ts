import { type CheckResult, describeLoss } from '../../document/behavior-check-result.ts';
import type { Hypothesis } from '../../document/optimization-hypothesis.ts';
import type { EmitEvent } from '../execution-journal.ts';
import { type ChangeSet, withDependencies } from '../hypothesis-dependency-order.ts';
import type { ChangeToCheck, CheckChange, ScenarioToWatch } from '../plan-execution-types.ts';
import { restoreState } from '../save-and-restore-worktree.ts';
import type { Worktree } from '../trial-worktrees.ts';
import type { StateBuilder } from './apply-stage.ts';
import { createFailure, type TestOutcome } from './test-stage.ts';

/** Checks a state against the initial state of the run; each state is checked once. */
export type CheckState = (tree: string, changes: readonly Hypothesis[]) => Promise<CheckResult>;

export interface VerifyInput {
  readonly base: Worktree;
  readonly head: Worktree;
  readonly start: string;
  readonly states: Pick<StateBuilder, 'files'>;
  readonly testCommand: string;
  readonly scenario: ScenarioToWatch;
  /** undefined if there is no checker. */
  readonly check: CheckChange | undefined;
  readonly signal: AbortSignal;
}

/**
 * Creates the check of a tree, which is run once for each tree; without a checker its result is
 * unknown. Changes that need no check are not passed to it.
 */
export function openVerifyStage({
  base,
  head,
  start,
  states,
  testCommand,
  scenario,
  check,
  signal,
}: VerifyInput): CheckState {
  const known = new Map<string, Promise<CheckResult>>();
  const run = async (tree: string, changes: readonly Hypothesis[]): Promise<CheckResult> => {
    if (check === undefined) return { state: 'unknown', reason: 'no behavior check is available' };
    const files = await states.files(start, tree);
    await restoreState(base, start);
    await restoreState(head, tree);
    const sides = { base: base.root, head: head.root, files };
    return check({ ...sides, testCommand, scenario, signal, ...howCompared(changes) });
  };
  return async (tree, changes) => {
    const result = known.get(tree) ?? run(tree, changes);
    known.set(tree, result);
    const checked = await result;
    signal.throwIfAborted();
    return checked;
  };
}

/** Returns the intended differences in calls of objects passed in by callers. */
export function howCompared(
  changes: readonly Pick<Hypothesis, 'bottleneck_class' | 'evidence_class'>[],
): Pick<ChangeToCheck, 'mayOverlap' | 'costsOnly'> {
  return {
    mayOverlap: changes.some(({ bottleneck_class: type }) => type !== 'CPU'),
    costsOnly: changes.every(({ evidence_class: evidence }) => evidence === 'proven'),
  };
}

/** Hypotheses accepted by their checks, and the results of all checks. */
export interface VerifiedHypotheses {
  readonly accepted: readonly Hypothesis[];
  readonly checks: CheckResults;
}

/** Results of checks by the id of the hypothesis. */
export type CheckResults = ReadonlyMap<string, CheckResult>;

interface VerifyStages {
  readonly start: string;
  readonly apply: Pick<StateBuilder, 'build'>;
  readonly verify: CheckState;
}

/**
 * Removes hypotheses whose old and new code behave differently, that cost more for calls that are
 * not measured, or that could not be checked though nothing else supports them. Changes of third
 * parties, a program or the makers of a package, are left to the tests if they could not be
 * checked, with a warning; guarded changes are correct by construction.
 */
export async function verifyEach(
  stages: VerifyStages,
  hypotheses: readonly Hypothesis[],
  emit: EmitEvent,
): Promise<VerifiedHypotheses> {
  const accepted: Hypothesis[] = [];
  const checks = new Map<string, CheckResult>();
  for (const hypothesis of hypotheses) {
    const { id } = hypothesis;
    const result = await verifyAlone(stages, hypothesis, hypotheses);
    if (result !== null) {
      checks.set(id, result);
      emit({ type: 'checked', id, result });
    }
    const objection = result === null ? null : objectionTo(hypothesis, result);
    if (objection !== null) {
      emit({ type: 'removed', id, reason: objection });
      continue;
    }
    accepted.push(hypothesis);
    if (result?.state !== 'unknown' || hypothesis.evidence_class === 'guarded') continue;
    const message = `${id} could not be checked (${result.reason}): only the tests verify it.`;
    emit({ type: 'warning', message });
  }
  return { accepted, checks };
}

/** Checks a single hypothesis; null if nothing needs a check, or it does not apply. */
async function verifyAlone(
  { start, apply, verify }: VerifyStages,
  hypothesis: Hypothesis,
  all: readonly Hypothesis[],
): Promise<CheckResult | null> {
  if (hypothesis.apply === null) return null;
  const isProven = hypothesis.evidence_class === 'proven';
  // Waiting for others is no matter of how large a list is.
  if (isProven && hypothesis.bottleneck_class !== 'CPU') return null;
  const needed = withDependencies([hypothesis], all).filter(({ id }) => id !== hypothesis.id);
  const built = await apply.build(start, [...needed, hypothesis]);
  // A change that does not apply is reported where it is applied.
  if (built.state === 'broken') return null;
  const result = await verify(built.tree, [hypothesis]);
  return isProven && result.state !== 'loses' ? null : result;
}

/** Returns the objection of a check to an unproven change; null if there is none. */
export function objectionTo(
  change: Pick<Hypothesis, 'evidence_class' | 'source' | 'apply'>,
  result: CheckResult,
): string | null {
  switch (result.state) {
    case 'differs':
      return describeCounterexample(result);
    case 'loses':
      return `it introduces regressions: ${result.losses.map(describeLoss).join(', ')}`;
    case 'same':
      return null;
    case 'unknown': {
      const isOthers = change.source === 'plugin' || change.apply?.kind === 'dependency';
      if (change.evidence_class === 'guarded' || isOthers) return null;
      return `it could not be checked: ${result.reason}`;
    }
  }
}

/** Checks unproven changes together after each was accepted alone. */
export async function verifyTogether(
  verify: CheckState,
  { parts, state }: ChangeSet,
): Promise<TestOutcome> {
  const passed = { state: 'passed', e2e: 'skipped' } as const;
  if (parts.filter((part) => part.evidence_class !== 'proven').length < 2) return passed;
  const result = await verify(state, parts);
  return result.state === 'differs' ? createFailure(describeCounterexample(result)) : passed;
}

/** Describes the call that differs, and its results. */
export function describeCounterexample({
  counterexample,
}: Extract<CheckResult, { state: 'differs' }>): string {
  const { call, before, after } = counterexample;
  return `it behaves differently for ${truncate(call)}: ${truncate(before)} before, ${truncate(after)} after`;
}

/** Maximum characters of a call or its result in a reason; the check has the full text. */
const MOST_CHARACTERS = 200;

function truncate(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
