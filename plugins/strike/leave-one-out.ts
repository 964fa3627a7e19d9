import type { Hypothesis } from 'perf-harness';
import { dependentsOf } from './dependency-closure.ts';
import { comparisonWords, noGainWords, worseBeside } from './reasons.ts';
import { type Comparison, idsOf, type Session } from './session.ts';

/** Hypotheses, and the state of files that they make. */
interface Whole {
  readonly kept: readonly Hypothesis[];
  readonly tree: string;
}

/**
 * Takes out what does not help: each hypothesis is left out in turn, the last one first, and the
 * rest is measured against the whole. It stays where the whole is better with it (X814-13). What
 * others need goes with them or not at all.
 *
 * What makes it worse goes first: beside something very slow the gain of a good one is too small a
 * part of the whole to be seen.
 */
export async function leaveOneOut(
  session: Session,
  given: readonly Hypothesis[],
  givenTree: string,
): Promise<Whole> {
  let whole: Whole = { kept: given, tree: givenTree };
  const helps = new Set<string>();
  const known = new Map<string, Comparison>();
  for (const round of ['harmful', 'useless'] as const) {
    for (const candidate of given.toReversed()) {
      if (helps.has(candidate.id)) continue;
      const without = await buildWithout(session, whole, candidate);
      if (without === null) continue;
      const key = `${without.tree} ${whole.tree}`;
      const comparison = known.get(key) ?? (await session.compareStates(without.tree, whole.tree));
      known.set(key, comparison);
      if (comparison.isImproved) helps.add(candidate.id);
      else if (round === 'useless' || comparison.measured.verdict === 'regressed') {
        whole = await takeOut(session, candidate, { whole, without, comparison });
      }
    }
  }
  return whole;
}

/** null: it is part of the others, or there is nothing else. */
async function buildWithout(
  session: Session,
  { kept }: Whole,
  candidate: Hypothesis,
): Promise<Whole | null> {
  const without = kept.filter(({ id }) => id !== candidate.id);
  if (without.length === kept.length || without.length === 0) return null;
  // What is needed by one that helps has been shown to be of use by that.
  if (dependentsOf(candidate.id, kept).length > 0) return null;
  const built = await session.states.build(session.startTree, without);
  // The others do not apply without it, so that it is part of them.
  return built.state === 'broken' ? null : { kept: without, tree: built.tree };
}

interface Choice {
  readonly whole: Whole;
  readonly without: Whole;
  readonly comparison: Comparison;
}

/** The whole without it, where the tests pass without it. */
async function takeOut(
  session: Session,
  { id }: Hypothesis,
  { whole, without, comparison }: Choice,
): Promise<Whole> {
  const gate = await session.tryState(without.tree);
  if (!gate.passed) return whole;
  const { measured, improvementPct } = comparison;
  const shown = comparisonWords(comparison);
  const reason =
    measured.verdict === 'regressed'
      ? `makes it worse: the others are faster without it (${shown})`
      : measured.verdict === 'inconclusive'
        ? `${noGainWords(comparison)}: it is not known to make the others better (${shown})`
        : `${noGainWords(comparison)}: the others are as good without it (${shown})`;
  session.removed.push({ id, reason: reason + worseBeside(comparison, session.primary) });
  session.log({
    phase: 'bisect',
    hypotheses: [id],
    baseline: measured.base_ms,
    result: measured.head_ms,
    improvementPct,
    status: 'removed',
    commit: null,
    files: await session.states.files(without.tree, whole.tree),
    e2e: session.e2eStatus(gate),
  });
  return without;
}

/** Message of the commit of all that was struck (X814-09). */
export function strikeMessage(hypotheses: readonly Hypothesis[], improvementPct: number): string {
  return `perf: apply optimizations ${idsOf(hypotheses).join(',')} (+${improvementPct.toFixed(1)}%)`;
}
