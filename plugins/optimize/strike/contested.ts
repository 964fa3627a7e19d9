import type { Hypothesis } from '../document/hypothesis.ts';
import { linesIn } from './build-states.ts';
import { evidenceMessage } from './commit-struck.ts';
import { strikeMessage } from './leave-one-out.ts';
import type { ContestedResult } from './plan.ts';
import { comparisonWords, failureWords, noGainWords, worseBeside } from './reasons.ts';
import { type Comparison, type GateResult, idsOf, type Session } from './session.ts';
import type { ContestedGroup } from './triage.ts';

/** What is in place while groups are tried. */
export interface Standing {
  readonly tree: string;
  readonly applied: readonly Hypothesis[];
}

interface Candidate {
  readonly name: string;
  readonly hypotheses: readonly Hypothesis[];
  readonly tree: string | null;
  readonly gate: GateResult | null;
  /** Against what is in place. */
  readonly comparison: Comparison | null;
  readonly reason: string;
}

/**
 * Tries the alternatives of a group on top of what is in place: each that passes the tests is
 * measured in turn with the same code without it, then the better ones with each other. The winner
 * is committed; none is kept where none is better than nothing (X814-15).
 */
export async function contest(
  session: Session,
  group: ContestedGroup<Hypothesis>,
  standing: Standing,
): Promise<{ readonly result: ContestedResult; readonly standing: Standing }> {
  const candidates: Candidate[] = [];
  for (const [index, alternative] of group.alternatives.entries()) {
    const name = `alternative_${String.fromCharCode('a'.charCodeAt(0) + index)}`;
    candidates.push(await tryAlternative(session, name, alternative, standing));
  }
  const winner = await champion(session, candidates, standing);
  const losers = new Set(group.members.map(({ id }) => id));
  for (const { id } of winner?.hypotheses ?? []) losers.delete(id);
  for (const id of losers) {
    session.removed.push({ id, reason: reasonFor(id, candidates, winner) });
  }
  let commit: string | null = null;
  if (winner?.tree && winner.comparison) {
    commit = await session.commit(
      winner.tree,
      messageOf(session, winner.hypotheses, winner.comparison),
    );
  }
  for (const one of candidates)
    await logCandidate(session, one, standing, one === winner ? commit : null);
  return {
    result: resultOf(candidates, winner),
    standing:
      winner?.tree == null
        ? standing
        : { tree: winner.tree, applied: [...standing.applied, ...winner.hypotheses] },
  };
}

function messageOf(
  session: Session,
  hypotheses: readonly Hypothesis[],
  { improvementPct }: Comparison,
): string {
  const [only, ...others] = hypotheses;
  if (only === undefined || others.length > 0 || only.evidence_class === 'proven') {
    return strikeMessage(hypotheses, improvementPct);
  }
  const description = `${only.description} (+${improvementPct.toFixed(1)}%)`;
  return evidenceMessage(session, { ...only, description });
}

async function tryAlternative(
  session: Session,
  name: string,
  hypotheses: readonly Hypothesis[],
  { tree, applied }: Standing,
): Promise<Candidate> {
  const nothing = { name, hypotheses, tree: null, gate: null, comparison: null };
  const inPlace = new Set([...idsOf(applied), ...idsOf(hypotheses)]);
  const missing = hypotheses.flatMap((one) => one.dependencies).find((id) => !inPlace.has(id));
  if (missing !== undefined) return { ...nothing, reason: `dependency ${missing} removed` };
  const built = await session.states.build(tree, hypotheses);
  if (built.state === 'broken') return { ...nothing, reason: built.why.reason };
  const gate = await session.tryState(built.tree);
  if (!gate.passed) return { ...nothing, gate, reason: gate.reason };
  const comparison = await session.compareStates(tree, built.tree);
  const reason = comparison.isImproved ? '' : reasonAgainst(session, comparison);
  return { name, hypotheses, tree: built.tree, gate, comparison, reason };
}

/** Each against the best so far; where neither is shown to be better, the smaller patch stays. */
async function champion(
  session: Session,
  candidates: readonly Candidate[],
  standing: Standing,
): Promise<Candidate | null> {
  const linesOf = async (tree: string): Promise<number> =>
    linesIn(await session.states.size(standing.tree, tree));
  let best: Candidate | null = null;
  for (const one of candidates) {
    if (one.tree === null || one.comparison?.isImproved !== true) continue;
    if (best?.tree == null) {
      best = one;
      continue;
    }
    const { measured } = await session.compareStates(best.tree, one.tree);
    const isEqual = measured.verdict === 'unchanged' || measured.verdict === 'inconclusive';
    const isSmaller = isEqual && (await linesOf(one.tree)) < (await linesOf(best.tree));
    if (measured.verdict === 'improved' || isSmaller) best = one;
  }
  return best;
}

function reasonFor(id: string, candidates: readonly Candidate[], winner: Candidate | null): string {
  const own = candidates.find(({ hypotheses }) => hypotheses.some((one) => one.id === id));
  if (own !== undefined && own.reason !== '') return own.reason;
  if (winner === null) return 'no alternative of its group could be applied';
  return `${idsOf(winner.hypotheses).join(',')} is the better alternative`;
}

function resultOf(candidates: readonly Candidate[], winner: Candidate | null): ContestedResult {
  return {
    alternatives: candidates.map((one) => ({
      name: one.name,
      hypotheses: idsOf(one.hypotheses),
      outcome: one === winner ? 'won' : one.tree === null ? 'failed' : 'lost',
      improvement_pct: one.comparison?.improvementPct ?? null,
      reason: one.reason,
    })),
    winner: winner === null ? null : idsOf(winner.hypotheses).join(','),
    delta_pct: winner?.comparison?.improvementPct ?? null,
  };
}

async function logCandidate(
  session: Session,
  { name, hypotheses, comparison, gate, tree }: Candidate,
  standing: Standing,
  commit: string | null,
): Promise<void> {
  session.log({
    phase: 'contested',
    hypotheses: idsOf(hypotheses),
    baseline: comparison?.measured.base_ms ?? null,
    result: comparison?.measured.head_ms ?? null,
    improvementPct: comparison?.improvementPct ?? null,
    // Sound: the names of candidates are made as `alternative_` and a letter.
    status: name as `alternative_${string}`,
    commit,
    files: tree === null ? [] : await session.states.files(standing.tree, tree),
    e2e: session.e2eStatus(gate),
  });
}

function reasonAgainst({ primary }: Session, comparison: Comparison): string {
  const failure = failureWords(comparison);
  if (failure !== '') return failure;
  return `${noGainWords(comparison)}: ${comparisonWords(comparison)}${worseBeside(comparison, primary)}`;
}
