import type { Hypothesis } from '../document/hypothesis.ts';
import { bisectBroken, type Mended, type Probe, secondChance } from './bisect-broken.ts';
import { checkTogether } from './check-evidence.ts';
import { dependentsOf } from './dependency-closure.ts';
import { type GateResult, idsOf, type Session } from './session.ts';
import { keepState, restoreState } from './tree-state.ts';

/** What is left of the uncontested hypotheses once the tests pass. */
export interface Struck {
  readonly kept: readonly Hypothesis[];
  readonly tree: string;
  /** All of them passed at once. */
  readonly isClean: boolean;
}

/**
 * Applies all hypotheses at once and runs the tests; where they fail, what is trivially broken is
 * mended once, else those that break them are found and taken out (X814-05 to 07, 11). What passes
 * once is run again, because a race passes now and then, and measured once, because what is measured
 * may be more than what is tested (X814-18).
 */
export async function strike(session: Session, wanted: readonly Hypothesis[]): Promise<Struck> {
  const applied = await applyAll(session, session.startTree, wanted);
  if (applied.kept.length === 0) return { kept: [], tree: session.startTree, isClean: false };
  const mended = await passOrMend(session, applied.kept, applied.tree);
  const whole = { kept: applied.kept, tree: mended.tree, removed: [] };
  const tested = await settleTests(session, whole, mended.result);
  const checked = await settleChecks(session, tested);
  const { kept, tree, removed } = await settleMeasuring(session, applied.kept, checked);
  for (const { id, reason, result } of removed) {
    session.removed.push({ id, reason });
    session.log({
      phase: 'bisect',
      hypotheses: [id],
      baseline: null,
      result: null,
      improvementPct: null,
      status: 'removed',
      commit: null,
      files: [],
      e2e: session.e2eStatus(result),
    });
  }
  return { kept, tree, isClean: kept.length === wanted.length };
}

/**
 * Until the tests pass. Where they fail now and then, all is bisected anew with so many runs of each
 * set that a pass says something: a race that passes by chance would put the blame on another.
 */
async function settleTests(session: Session, whole: Mended, first: GateResult): Promise<Mended> {
  const quick = first.passed
    ? whole
    : await bisectBroken(session, whole.kept, first, session.tryState);
  const isSteady = !quick.removed.some(({ result }) => result?.unsteady === true);
  const again = quick.kept.length === 0 ? first : await session.trySteadily(quick.tree);
  if (isSteady && (again.passed || quick.kept.length === 0)) return quick;
  const failed = again.passed ? first : again;
  return bisectBroken(session, whole.kept, failed, session.trySteadily);
}

/** Until changes that keep what the program does one by one keep it together. */
async function settleChecks(session: Session, tested: Mended): Promise<Mended> {
  const result = await checkTogether(session, tested.kept, tested.tree);
  if (result.passed) return tested;
  const settled = await bisectBroken(session, tested.kept, result, async (tree) => {
    const found = await session.checkState(tree, tested.kept);
    return found.state === 'differs' ? result : { ...result, passed: true };
  });
  return { ...settled, removed: [...tested.removed, ...settled.removed] };
}

/** Until it can be measured; the tests have to pass all the same. */
async function settleMeasuring(
  session: Session,
  all: readonly Hypothesis[],
  tested: Mended,
): Promise<Mended> {
  if (tested.kept.length === 0) return tested;
  const result = await session.tryMeasuring(tested.tree);
  if (result.passed) return tested;
  const both: Probe = async (tree) => {
    const gate = await session.tryState(tree);
    return gate.passed ? session.tryMeasuring(tree) : gate;
  };
  const settled = await bisectBroken(session, tested.kept, result, both);
  const removed = [...tested.removed, ...settled.removed];
  return secondChance(session, all, { ...settled, removed }, both);
}

/** Leaves out what cannot be applied, with all that needs it. */
export async function applyAll(
  session: Session,
  base: string,
  wanted: readonly Hypothesis[],
): Promise<{ readonly kept: readonly Hypothesis[]; readonly tree: string }> {
  let kept = wanted;
  for (;;) {
    const built = await session.states.build(base, kept);
    if (built.state === 'built') return { kept, tree: built.tree };
    const { id, why } = built;
    (why.state === 'manual' ? session.manual : session.removed).push({ id, reason: why.reason });
    const orphans = new Set(dependentsOf(id, kept));
    for (const orphan of orphans) {
      session.removed.push({ id: orphan, reason: `dependency ${id} removed` });
    }
    kept = kept.filter((one) => one.id !== id && !orphans.has(one.id));
  }
}

/** One try to mend, whether tests fail or the program crashes (X814-06, 18); each try is logged. */
async function passOrMend(
  session: Session,
  hypotheses: readonly Hypothesis[],
  tree: string,
): Promise<{ readonly result: GateResult; readonly tree: string }> {
  const result = await tryAndLog(session, hypotheses, tree);
  const { repair } = session.request;
  if (result.passed || repair === undefined) return { result, tree };
  await restoreState(session.head, tree);
  if (!(await repair(session.head, result.output))) return { result, tree };
  const mended = await keepState(session.head);
  const again = await tryAndLog(session, hypotheses, mended);
  return again.passed ? { result: again, tree: mended } : { result, tree };
}

async function tryAndLog(
  session: Session,
  hypotheses: readonly Hypothesis[],
  tree: string,
): Promise<GateResult> {
  const result = await session.tryState(tree);
  session.log({
    phase: 'strike',
    hypotheses: idsOf(hypotheses),
    baseline: null,
    result: null,
    improvementPct: null,
    status: result.passed ? 'applied' : 'removed',
    commit: null,
    files: await session.states.files(session.startTree, tree),
    e2e: session.e2eStatus(result),
  });
  return result;
}
