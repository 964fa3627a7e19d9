import type { Hypothesis } from '../document/hypothesis.ts';
import { type BrokenChange, bisectHypotheses } from './bisect-hypotheses.ts';
import { type GateResult, idsOf, type Session } from './session.ts';

/** Says whether a state holds. */
export type Probe = (tree: string) => Promise<GateResult>;

/** What passes, and what was taken out for it. */
export interface Mended {
  readonly kept: readonly Hypothesis[];
  readonly tree: string;
  readonly removed: readonly Taken[];
}

/** A hypothesis that was taken out. */
export interface Taken extends BrokenChange {
  readonly reason: string;
  /** What failed with it. */
  readonly result: GateResult | null;
}

/** Takes out what a probe says no to, until it says yes to the rest. All together are known to fail. */
export async function bisectBroken(
  session: Session,
  changes: readonly Hypothesis[],
  first: GateResult,
  probe: Probe,
): Promise<Mended> {
  const results = new Map([[key(changes), first]]);
  const passes = async (some: readonly Hypothesis[]): Promise<boolean> => {
    const built = await session.states.build(session.startTree, some);
    if (built.state === 'broken') return false;
    const result = await probe(built.tree);
    results.set(key(some), result);
    return result.passed;
  };
  const { kept, removed } = await bisectHypotheses({ changes, knownToFail: true, passes });
  const built = await session.states.build(session.startTree, kept);
  const mended: Mended = {
    kept,
    tree: built.state === 'built' ? built.tree : session.startTree,
    removed: removed.map((one) => ({
      ...one,
      reason: reasonOf(one, results),
      result: smallestFailing(one.id, results),
    })),
  };
  return secondChance(session, changes, mended, probe);
}

/**
 * What breaks only together with one that was taken out later, for what it does by itself, breaks
 * nothing any more, and neither does what needs it.
 */
export async function secondChance(
  session: Session,
  changes: readonly Hypothesis[],
  given: Mended,
  probe: Probe,
): Promise<Mended> {
  let mended = given;
  for (const { id, together, needs } of given.removed) {
    const ids = new Set(idsOf(mended.kept));
    const isDoubtful = together.some((other) => !ids.has(other)) || ids.has(needs ?? '');
    const own = changes.find((one) => one.id === id);
    if (!isDoubtful || own?.dependencies.some((needed) => !ids.has(needed))) continue;
    const kept = changes.filter((one) => ids.has(one.id) || one.id === id);
    const built = await session.states.build(session.startTree, kept);
    if (built.state === 'broken' || !(await probe(built.tree)).passed) continue;
    const removed = mended.removed.filter((one) => one.id !== id);
    mended = { kept, tree: built.tree, removed };
  }
  return mended;
}

const key = (some: readonly Hypothesis[]): string => idsOf(some).join(',');

/** The smallest set with it that failed says most about it. */
function smallestFailing(id: string, results: ReadonlyMap<string, GateResult>): GateResult | null {
  const failing = [...results].filter(
    ([ids, { passed }]) => !passed && ids.split(',').includes(id),
  );
  return failing.sort(([a], [b]) => a.length - b.length)[0]?.[1] ?? null;
}

function reasonOf(
  { id, together, needs }: BrokenChange,
  results: ReadonlyMap<string, GateResult>,
): string {
  if (needs !== null) return `dependency ${needs} removed`;
  const why = smallestFailing(id, results)?.reason ?? 'it does not apply without the others';
  if (together.length === 0) return why;
  return `breaks only together with ${together.join(', ')}: ${[...together, id].join(' + ')}: ${why}`;
}
