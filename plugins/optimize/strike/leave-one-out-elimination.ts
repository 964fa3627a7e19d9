import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import type { EmitEvent } from './execution-journal.ts';
import { type ChangeSet, dependentsOf } from './hypothesis-dependency-order.ts';
import {
  type Contribution,
  type EliminationResult,
  keepEarned,
} from './remove-changes-without-measured-gain.ts';
import { countLines, patchSizes } from './stages/apply-stage.ts';
import type { Stages } from './stages/execution-stage-interfaces.ts';
import {
  describeComparison,
  describeMissingGain,
  describeRegressions,
  type StateComparison,
} from './stages/measure-stage.ts';

type ContributionTo = Contribution<Hypothesis, string, StateComparison>;

/**
 * Removes hypotheses that do not help: each is left out in turn, the largest patch first, and the
 * rest is compared with the whole. It stays if the whole is better with it. Hypotheses
 * that others need are removed with them or not at all.
 *
 * Harmful hypotheses are removed first, since next to something very slow the gain of a good one is
 * too small a share of the whole to be visible.
 */
export async function leaveOneOut(
  stages: Stages,
  initial: ChangeSet,
  emit: EmitEvent,
): Promise<ChangeSet> {
  let whole = initial;
  const sizes = await patchSizes(stages.apply, stages.start, initial.parts);
  const linesOf = ({ id }: Hypothesis): number => countLines(sizes.get(id) ?? NO_LINES);
  const largestFirst = initial.parts.toReversed().toSorted((a, b) => linesOf(b) - linesOf(a));
  const helpful = new Set<string>();
  const comparisons = new Map<string, StateComparison>();
  for (const round of ['harmful', 'useless'] as const) {
    for (const candidate of largestFirst) {
      if (helpful.has(candidate.id)) continue;
      const without = await buildWithout(stages, whole, candidate);
      if (without === null) continue;
      const key = `${without.state} ${whole.state}`;
      const comparison =
        comparisons.get(key) ?? (await stages.measure.compare(without.state, whole.state));
      comparisons.set(key, comparison);
      if (comparison.isImproved) helpful.add(candidate.id);
      else if (round === 'useless' || comparison.measured.verdict === 'regressed') {
        const contribution = { part: candidate, without, comparison };
        if (await removeIfTestsPass(stages, whole, contribution, emit)) whole = without;
      }
    }
  }
  return whole;
}

/** Removes hypotheses without own gain, on pairs that selected nothing, until all left have one. */
export async function eliminateUnproven(
  stages: Stages,
  given: ChangeSet,
  emit: EmitEvent,
): Promise<EliminationResult<Hypothesis, string, StateComparison>> {
  const sizes = await patchSizes(stages.apply, stages.start, given.parts);
  return keepEarned(given, {
    without: (whole, part) => buildWithout(stages, whole, part),
    linesOf: async (_, { id }) => countLines(sizes.get(id) ?? NO_LINES),
    compare: (before, after) => stages.measure.compare(before, after),
    drop: (whole, contribution) => removeIfTestsPass(stages, whole, contribution, emit),
  });
}

const NO_LINES = { added: 0, removed: 0 } as const;

/** Builds the whole without a hypothesis; null if others need it, or nothing else is left. */
async function buildWithout(
  { start, apply }: Pick<Stages, 'start' | 'apply'>,
  { parts: kept }: ChangeSet,
  candidate: Hypothesis,
): Promise<ChangeSet | null> {
  const without = kept.filter(({ id }) => id !== candidate.id);
  if (without.length === kept.length || without.length === 0) return null;
  // A change that other accepted changes depend on has proven its use through them.
  if (dependentsOf(candidate.id, kept).length > 0) return null;
  const built = await apply.build(start, without);
  // If the others do not apply without it, it is part of them.
  return built.state === 'broken' ? null : { parts: without, state: built.tree };
}

/** Reports the removal of a part, unless the tests fail without it; returns true if they pass. */
async function removeIfTestsPass(
  { apply, test }: Pick<Stages, 'apply' | 'test'>,
  whole: ChangeSet,
  { part: { id }, without, comparison }: ContributionTo,
  emit: EmitEvent,
): Promise<boolean> {
  const tested = await test.test(without.state);
  if (tested.state === 'failed') return false;
  const { measured } = comparison;
  const shown = describeComparison(comparison);
  const reason =
    measured.verdict === 'regressed'
      ? `regresses the other changes, which are faster without it (${shown})`
      : measured.verdict === 'inconclusive'
        ? `${describeMissingGain(comparison)}: its benefit to the other changes is unproven (${shown})`
        : `${describeMissingGain(comparison)}: the other changes are just as good without it (${shown})`;
  emit({ type: 'removed', id, reason: reason + describeRegressions(comparison) });
  const files = await apply.files(without.state, whole.state);
  const row = { phase: 'bisect', hypotheses: [id], status: 'removed', comparison, files } as const;
  emit({ type: 'tried', ...row, e2e: tested.e2e });
  return true;
}
