import type { Hypothesis } from 'perf-harness';
import { type BrokenChange, bisectHypotheses } from './bisect-hypotheses.ts';
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
 * mended once, else those that break them are found and taken out (X814-05 to 07, 11).
 */
export async function strike(session: Session, wanted: readonly Hypothesis[]): Promise<Struck> {
  const applied = await applyAll(session, session.startTree, wanted);
  const none = { kept: [], tree: session.startTree, isClean: false };
  if (applied.kept.length === 0) return none;
  const mended = await passOrMend(session, applied.kept, applied.tree);
  if (mended.result.passed) {
    const isClean = applied.kept.length === wanted.length;
    return { kept: applied.kept, tree: mended.tree, isClean };
  }
  return { ...(await bisect(session, applied.kept, mended.result)), isClean: false };
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

async function bisect(
  session: Session,
  changes: readonly Hypothesis[],
  first: GateResult,
): Promise<Pick<Struck, 'kept' | 'tree'>> {
  const reasons = new Map([[key(changes), first]]);
  const { kept, removed } = await bisectHypotheses({
    changes,
    knownToFail: true,
    passes: async (some) => {
      const built = await session.states.build(session.startTree, some);
      if (built.state === 'broken') return false;
      const result = await session.tryState(built.tree);
      reasons.set(key(some), result);
      return result.passed;
    },
  });
  for (const one of removed) {
    session.removed.push({ id: one.id, reason: reasonOf(one, reasons) });
    session.log({
      phase: 'bisect',
      hypotheses: [one.id],
      baseline: null,
      result: null,
      improvementPct: null,
      status: 'removed',
      commit: null,
      files: [],
      e2e: session.e2eStatus([...reasons.values()].findLast(({ passed }) => !passed) ?? null),
    });
  }
  const built = await session.states.build(session.startTree, kept);
  return { kept, tree: built.state === 'built' ? built.tree : session.startTree };
}

const key = (some: readonly Hypothesis[]): string => idsOf(some).join(',');

function reasonOf(
  { id, together, needs }: BrokenChange,
  results: ReadonlyMap<string, GateResult>,
): string {
  if (needs !== null) return `dependency ${needs} removed`;
  // The smallest set with it that failed says most about it.
  const smallest = [...results]
    .filter(([ids, { passed }]) => !passed && ids.split(',').includes(id))
    .sort(([a], [b]) => a.length - b.length)[0]?.[1];
  const why = smallest?.reason ?? 'it does not apply without the others';
  if (together.length === 0) return why;
  return `breaks only together with ${together.join(', ')}: ${[...together, id].join(' + ')}: ${why}`;
}
