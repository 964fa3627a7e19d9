import type { Hypothesis } from '../document/hypothesis.ts';
import { linesIn, patchSizes } from './build-states.ts';
import { dependentsOf } from './dependency-closure.ts';
import { type Contribution, type Earned, keepEarned, type Whole } from './keep-earned.ts';
import { comparisonWords, noGainWords, worseBeside } from './reasons.ts';
import { type Comparison, idsOf, type Session } from './session.ts';

/** Hypotheses, and the state of files that they make. */
type WholeTree = Whole<Hypothesis, string>;
type ContributionTo = Contribution<Hypothesis, string, Comparison>;

/**
 * Takes out what does not help: each hypothesis is left out in turn, the largest patch first, and the
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
): Promise<WholeTree> {
  let whole: WholeTree = { parts: given, state: givenTree };
  const sizes = await patchSizes(session.states, session.startTree, given);
  const linesOf = ({ id }: Hypothesis): number => linesIn(sizes.get(id) ?? NO_LINES);
  const largestFirst = given.toReversed().toSorted((a, b) => linesOf(b) - linesOf(a));
  const helps = new Set<string>();
  const known = new Map<string, Comparison>();
  for (const round of ['harmful', 'useless'] as const) {
    for (const candidate of largestFirst) {
      if (helps.has(candidate.id)) continue;
      const without = await buildWithout(session, whole, candidate);
      if (without === null) continue;
      const key = `${without.state} ${whole.state}`;
      const comparison =
        known.get(key) ?? (await session.compareStates(without.state, whole.state));
      known.set(key, comparison);
      if (comparison.isImproved) helps.add(candidate.id);
      else if (round === 'useless' || comparison.measured.verdict === 'regressed') {
        const contribution = { part: candidate, without, comparison };
        if (await takeOut(session, whole, contribution)) whole = without;
      }
    }
  }
  return whole;
}

/**
 * Takes out what has not earned its place beside the others on pairs that chose nothing, until all that
 * is left has.
 */
export async function earnedAlone(
  session: Session,
  given: WholeTree,
): Promise<Earned<Hypothesis, string, Comparison>> {
  const sizes = await patchSizes(session.states, session.startTree, given.parts);
  return keepEarned(given, {
    without: (whole, part) => buildWithout(session, whole, part),
    linesOf: async (_, { id }) => linesIn(sizes.get(id) ?? NO_LINES),
    compare: (before, after) => session.compareStates(before, after),
    drop: (whole, contribution) => takeOut(session, whole, contribution),
  });
}

const NO_LINES = { added: 0, removed: 0 } as const;

/** null: it is part of the others, or there is nothing else. */
async function buildWithout(
  session: Session,
  { parts: kept }: WholeTree,
  candidate: Hypothesis,
): Promise<WholeTree | null> {
  const without = kept.filter(({ id }) => id !== candidate.id);
  if (without.length === kept.length || without.length === 0) return null;
  // What is needed by one that helps has been shown to be of use by that.
  if (dependentsOf(candidate.id, kept).length > 0) return null;
  const built = await session.states.build(session.startTree, without);
  // The others do not apply without it, so that it is part of them.
  return built.state === 'broken' ? null : { parts: without, state: built.tree };
}

/** Tells that it was taken out; false: the tests do not pass without it. */
async function takeOut(
  session: Session,
  whole: WholeTree,
  { part: { id }, without, comparison }: ContributionTo,
): Promise<boolean> {
  const gate = await session.tryState(without.state);
  if (!gate.passed) return false;
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
    files: await session.states.files(without.state, whole.state),
    e2e: session.e2eStatus(gate),
  });
  return true;
}

/** Message of the commit of all that was struck (X814-09). */
export function strikeMessage(hypotheses: readonly Hypothesis[], improvementPct: number): string {
  return `perf: apply optimizations ${idsOf(hypotheses).join(',')} (+${improvementPct.toFixed(1)}%)`;
}
