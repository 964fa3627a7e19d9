import type { Hypothesis } from 'perf-harness';
import { dependentsOf } from './dependency-closure.ts';
import { idsOf, type Session } from './session.ts';

/**
 * Takes out what does not help: each hypothesis is left out in turn, the last one first, and the
 * rest is measured against the whole. It stays where the whole is better with it (X814-13). What
 * others need goes with them or not at all.
 */
export async function leaveOneOut(
  session: Session,
  given: readonly Hypothesis[],
  givenTree: string,
): Promise<{ readonly kept: readonly Hypothesis[]; readonly tree: string }> {
  let kept = given;
  let tree = givenTree;
  for (const candidate of given.toReversed()) {
    const orphans = dependentsOf(candidate.id, kept);
    // What is needed by one that helps has been shown to be of use by that.
    if (orphans.length > 0 || kept.length === 1) continue;
    const without = kept.filter(({ id }) => id !== candidate.id);
    const built = await session.states.build(session.startTree, without);
    // The others do not apply without it, so that it is part of them.
    if (built.state === 'broken') continue;
    const { isImproved, improvementPct, measured } = await session.compareStates(built.tree, tree);
    if (isImproved) continue;
    const gate = await session.tryState(built.tree);
    if (!gate.passed) continue;
    const shown = `${improvementPct >= 0 ? '+' : ''}${improvementPct.toFixed(1)}%, ${measured.verdict}`;
    const isHarmful = measured.verdict === 'regressed';
    const reason = isHarmful
      ? `makes it worse: the others are faster without it (${shown})`
      : `no improvement: the others are as good without it (${shown})`;
    session.removed.push({ id: candidate.id, reason });
    session.log({
      phase: 'bisect',
      hypotheses: [candidate.id],
      baseline: measured.base_ms,
      result: measured.head_ms,
      improvementPct,
      status: 'removed',
      commit: null,
      files: await session.states.files(built.tree, tree),
      e2e: session.e2eStatus(gate),
    });
    [kept, tree] = [without, built.tree];
  }
  return { kept, tree };
}

/** Message of the commit of all that was struck (X814-09). */
export function strikeMessage(hypotheses: readonly Hypothesis[], improvementPct: number): string {
  return `perf: apply optimizations ${idsOf(hypotheses).join(',')} (+${improvementPct.toFixed(1)}%)`;
}
