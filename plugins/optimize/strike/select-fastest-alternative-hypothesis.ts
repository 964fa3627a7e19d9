import type { OptimizationAlternatives } from '../document/optimization-cycle.ts';
import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import type { EmitEvent } from './execution-journal.ts';
import type { ExclusiveGroup } from './group-conflicting-hypotheses.ts';
import { type ChangeSet, listIds } from './hypothesis-dependency-order.ts';
import { countLines } from './stages/apply-stage.ts';
import { formatChangeMessage, formatStrikeMessage } from './stages/commit-stage.ts';
import type { Stages } from './stages/execution-stage-interfaces.ts';
import { describeObjection, type StateComparison } from './stages/measure-stage.ts';
import type { TestOutcome } from './stages/test-stage.ts';
import type { CheckResults } from './stages/verify-stage.ts';

type Candidate = Untried & ({ readonly tree: null; readonly comparison: null } | Measured);

interface Untried {
  readonly name: `alternative_${string}`;
  readonly hypotheses: readonly Hypothesis[];
  /** null: it was not applied. */
  readonly tested: TestOutcome | null;
  /** Reason why it does not win; empty if it is better than the current state. */
  readonly reason: string;
}

interface Measured {
  readonly tree: string;
  /** Comparison with the current state. */
  readonly comparison: StateComparison;
}

type MeasuredCandidate = Untried & Measured;

/**
 * Tries the alternatives of a group on top of the current state: each that passes the tests is
 * measured in turn with the same code without it, then the better alternatives with each other. The
 * winner is committed; none is accepted if none beats the code without it.
 */
export async function compareAlternatives(
  stages: Stages,
  group: ExclusiveGroup<Hypothesis>,
  { before, checks }: { readonly before: ChangeSet; readonly checks: CheckResults },
  emit: EmitEvent,
): Promise<ChangeSet> {
  const candidates: Candidate[] = [];
  for (const [index, alternative] of group.alternatives.entries()) {
    const name = `alternative_${String.fromCharCode('a'.charCodeAt(0) + index)}` as const;
    candidates.push(await tryAlternative(stages, name, alternative, before));
  }
  const winner = await champion(stages, candidates, before);
  const losers = new Set(group.members.map(({ id }) => id));
  for (const { id } of winner?.hypotheses ?? []) losers.delete(id);
  for (const id of losers) emit({ type: 'removed', id, reason: reasonFor(id, candidates, winner) });
  let after = before;
  let commit: string | null = null;
  if (winner !== null) {
    commit = await stages.commit.commit(winner.tree, messageOf(winner, checks));
    after = { state: winner.tree, parts: [...before.parts, ...winner.hypotheses] };
    emit({ type: 'committed', changes: after });
  }
  for (const candidate of candidates) {
    const { name: status, tree, comparison, tested } = candidate;
    const files = tree === null ? [] : await stages.apply.files(before.state, tree);
    const row = { hypotheses: listIds(candidate.hypotheses), status, comparison, files } as const;
    const own = { commit: candidate === winner ? commit : null, e2e: tested?.e2e ?? 'skipped' };
    emit({ type: 'tried', phase: 'contested', ...row, ...own });
  }
  emit({ type: 'contested', result: resultOf(candidates, winner) });
  return after;
}

function messageOf({ hypotheses, comparison }: MeasuredCandidate, checks: CheckResults): string {
  const { improvementPct } = comparison;
  const [only, ...others] = hypotheses;
  if (only === undefined || others.length > 0 || only.evidence_class === 'proven') {
    return formatStrikeMessage(hypotheses, improvementPct);
  }
  return formatChangeMessage(only, checks, improvementPct);
}

async function tryAlternative(
  { apply, test, measure }: Stages,
  name: Untried['name'],
  hypotheses: readonly Hypothesis[],
  { state, parts }: ChangeSet,
): Promise<Candidate> {
  const nothing = { name, hypotheses, tree: null, tested: null, comparison: null };
  const inPlace = new Set([...listIds(parts), ...listIds(hypotheses)]);
  const missing = hypotheses
    .flatMap(({ dependencies }) => dependencies)
    .find((id) => !inPlace.has(id));
  if (missing !== undefined) return { ...nothing, reason: `dependency ${missing} removed` };
  const built = await apply.build(state, hypotheses);
  if (built.state === 'broken') return { ...nothing, reason: built.why.reason };
  const { tree } = built;
  const tested = await test.test(tree);
  if (tested.state === 'failed') return { ...nothing, tested, reason: tested.reason };
  const comparison = await measure.compare(state, tree);
  const reason = comparison.isImproved ? '' : describeObjection(comparison, 'colon');
  return { name, hypotheses, tree, tested, comparison, reason };
}

/** Compares candidates with the best so far; if neither is shown better, the smaller patch wins. */
async function champion(
  { apply, measure }: Stages,
  candidates: readonly Candidate[],
  before: ChangeSet,
): Promise<MeasuredCandidate | null> {
  const linesOf = async (tree: string): Promise<number> =>
    countLines(await apply.size(before.state, tree));
  let best: MeasuredCandidate | null = null;
  for (const candidate of candidates) {
    if (candidate.tree === null || !candidate.comparison.isImproved) continue;
    if (best === null) {
      best = candidate;
      continue;
    }
    const { measured } = await measure.compare(best.tree, candidate.tree);
    const isEqual = measured.verdict === 'unchanged' || measured.verdict === 'inconclusive';
    const isSmaller = isEqual && (await linesOf(candidate.tree)) < (await linesOf(best.tree));
    if (measured.verdict === 'improved' || isSmaller) best = candidate;
  }
  return best;
}

function reasonFor(id: string, candidates: readonly Candidate[], winner: Candidate | null): string {
  const own = candidates.find(({ hypotheses }) => listIds(hypotheses).includes(id));
  if (own !== undefined && own.reason !== '') return own.reason;
  if (winner === null) return 'none of the alternatives could be applied';
  return `${listIds(winner.hypotheses).join(',')} is the better alternative`;
}

function resultOf(
  candidates: readonly Candidate[],
  winner: MeasuredCandidate | null,
): OptimizationAlternatives {
  return {
    alternatives: candidates.map((candidate) => ({
      name: candidate.name,
      hypotheses: listIds(candidate.hypotheses),
      outcome: candidate === winner ? 'won' : candidate.tree === null ? 'failed' : 'lost',
      improvement_pct: candidate.comparison?.improvementPct ?? null,
      reason: candidate.reason,
    })),
    winner: winner === null ? null : listIds(winner.hypotheses).join(','),
    delta_pct: winner?.comparison.improvementPct ?? null,
  };
}
