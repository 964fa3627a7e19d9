import type { CheckResult } from '../document/check-result.ts';
import type { Hypothesis } from '../document/hypothesis.ts';
import { lossWords } from '../document/loss-words.ts';
import { type GateResult, PASSED, type Session } from './session.ts';

/**
 * Leaves out what the old and the new code do differently, what costs more for other calls than those that
 * are measured, and what nobody could check though it rests on nothing else. What others have written, a program or the makers of a package, stays to the tests
 * where nobody could check it, and is told; what is guarded is right by how it is made.
 */
export async function keepChecked(
  session: Session,
  hypotheses: readonly Hypothesis[],
): Promise<readonly Hypothesis[]> {
  const kept: Hypothesis[] = [];
  for (const one of hypotheses) {
    const reason = await reasonAgainst(session, one, hypotheses);
    if (reason === null) kept.push(one);
    else session.removed.push({ id: one.id, reason });
  }
  return kept;
}

async function reasonAgainst(
  session: Session,
  one: Hypothesis,
  all: readonly Hypothesis[],
): Promise<string | null> {
  if (one.apply === null) return null;
  const isProven = one.evidence_class === 'proven';
  // Waiting for others is no matter of how large a list is.
  if (isProven && one.bottleneck_class !== 'CPU') return null;
  const built = await session.states.build(session.startTree, [...neededBy(one, all), one]);
  // What does not apply is told where it is applied.
  if (built.state === 'broken') return null;
  const result = await session.checkState(built.tree, [one]);
  session.signal.throwIfAborted();
  if (isProven && result.state !== 'loses') return null;
  session.checks.push({ id: one.id, result });
  const objection = objectionTo(one, result);
  if (objection === null && result.state === 'unknown' && one.evidence_class !== 'guarded') {
    session.warnings.push(
      `${one.id} could not be checked (${result.reason}): only the tests speak for it.`,
    );
  }
  return objection;
}

/** Why the check of an unproven change speaks against it; null: nothing does. */
export function objectionTo(
  one: Pick<Hypothesis, 'evidence_class' | 'source' | 'apply'>,
  result: CheckResult,
): string | null {
  switch (result.state) {
    case 'differs':
      return differenceWords(result);
    case 'loses':
      return `it costs more: ${result.losses.map(lossWords).join(', ')}`;
    case 'same':
      return null;
    case 'unknown': {
      const isOthers = one.source === 'plugin' || one.apply?.kind === 'dependency';
      if (one.evidence_class === 'guarded' || isOthers) return null;
      return `it could not be checked: ${result.reason}`;
    }
  }
}

/** What it needs, and what that needs, in the order of the plan. */
function neededBy(one: Hypothesis, all: readonly Hypothesis[]): readonly Hypothesis[] {
  const needed = new Set(one.dependencies);
  for (const id of needed) {
    for (const next of all.find((each) => each.id === id)?.dependencies ?? []) needed.add(next);
  }
  return all.filter(({ id }) => needed.has(id));
}

/** Whether several changes that rest on a check keep what the program does when they stand together. */
export async function checkTogether(
  session: Session,
  kept: readonly Hypothesis[],
  tree: string,
): Promise<GateResult> {
  const passed: GateResult = { ...PASSED, e2e: 'skipped' };
  if (kept.filter((one) => one.evidence_class !== 'proven').length < 2) {
    return passed;
  }
  const result = await session.checkState(tree, kept);
  if (result.state !== 'differs') return passed;
  return { ...passed, passed: false, reason: differenceWords(result) };
}

/** Which call differs, and how. */
export function differenceWords({
  counterexample,
}: Extract<CheckResult, { state: 'differs' }>): string {
  const { call, before, after } = counterexample;
  return `it does something else: ${short(call)}: ${short(before)} before, ${short(after)} after`;
}

/** Characters of a call, or of what it came to, in a reason; all of it stands in the check. */
const SHOWN = 200;

function short(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
