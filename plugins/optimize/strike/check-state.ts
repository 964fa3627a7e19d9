import type { CheckResult } from '../document/check-result.ts';
import type { Hypothesis } from '../document/hypothesis.ts';
import { EVERY_CODEMOD } from '../generators/catalogue.ts';
import type { StateBuilder } from './build-states.ts';
import type { MeasuredTarget } from './measure.ts';
import { restoreState } from './tree-state.ts';
import type { Worktree } from './worktree.ts';

/** Two states of a project of which only the named files differ. */
export interface ChangeToCheck {
  /** Folders of the project before and after, absolute. */
  readonly base: string;
  readonly head: string;
  /** From the root of the project, with slashes. */
  readonly files: readonly string[];
  /** Calls the code, as one would type it in a shell. */
  readonly testCommand: string;
  /** What is measured, which calls it too. */
  readonly scenario: ScenarioToWatch;
  /** Whether calls that answer with promises may overlap: it is meant to wait less. */
  readonly mayOverlap: boolean;
  /** Whether it is meant to ask what callers handed in less often than before. */
  readonly asksLess?: boolean;
  /** Whether only what its calls cost is looked at: the source shows that it does the same. */
  readonly costsOnly?: boolean;
  readonly signal: AbortSignal;
}

/** Scenarios by name, those of the configuration without; or a command in place of them. */
export type ScenarioToWatch = Pick<MeasuredTarget, 'targets' | 'command'>;

/** Runs the old and the new code side by side. */
export type CheckChange = (change: ChangeToCheck) => Promise<CheckResult>;

/** What the check of a hypothesis, or of several together, came to. */
export interface CheckedHypothesis {
  readonly id: string;
  readonly result: CheckResult;
}

/** Checks states against the one that the run began with, each once. */
export type CheckState = (tree: string, changes: readonly Hypothesis[]) => Promise<CheckResult>;

/** States of a session, and who checks them. */
export interface CheckedStates {
  readonly base: Worktree;
  readonly head: Worktree;
  /** What the run began with. */
  readonly startTree: string;
  readonly states: StateBuilder;
  readonly testCommand: string;
  readonly scenario: ScenarioToWatch;
  /** undefined: nobody. */
  readonly check: CheckChange | undefined;
  readonly signal: AbortSignal;
}

/** Where nobody can check, nothing is known; what needs no check is not asked for. */
export function stateChecker({
  base,
  head,
  startTree,
  states,
  testCommand,
  scenario,
  check,
  signal,
}: CheckedStates): CheckState {
  const known = new Map<string, Promise<CheckResult>>();
  const run = async (tree: string, changes: readonly Hypothesis[]): Promise<CheckResult> => {
    if (check === undefined) return { state: 'unknown', reason: 'nothing checks changes here' };
    const files = await states.files(startTree, tree);
    await restoreState(base, startTree);
    await restoreState(head, tree);
    return check({
      base: base.root,
      head: head.root,
      files,
      testCommand,
      scenario,
      signal,
      ...howCompared(changes),
    });
  };
  return (tree, changes) => {
    const result = known.get(tree) ?? run(tree, changes);
    known.set(tree, result);
    return result;
  };
}

/** What changes are meant to do otherwise, of what they call that callers handed in. */
export function howCompared(
  changes: readonly Pick<Hypothesis, 'bottleneck_class' | 'apply' | 'evidence_class'>[],
): Pick<ChangeToCheck, 'mayOverlap' | 'asksLess' | 'costsOnly'> {
  const asking = new Set(EVERY_CODEMOD.filter((one) => one.asksLess).map(({ id }) => id));
  return {
    mayOverlap: changes.some(({ bottleneck_class: type }) => type !== 'CPU'),
    asksLess: changes.some(({ apply }) => apply?.kind === 'codemod' && asking.has(apply.codemod)),
    costsOnly: changes.every(({ evidence_class: evidence }) => evidence === 'proven'),
  };
}
