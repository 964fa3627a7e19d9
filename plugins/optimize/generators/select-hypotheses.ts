import type { measure, PerformanceMap } from 'perf-harness/plugin';
import {
  type EvidenceClass,
  type Hypothesis,
  isAcceptedEvidence,
  type Research,
} from '../document/optimization-hypothesis.ts';
import { readPatchedPaths } from '../strike/apply/parse-unified-diff.ts';
import { checkTouchedFiles } from '../strike/check-files-allowed-to-change.ts';

/** A hypothesis before it has an id; its relations name keys. */
export type Proposal = Omit<Hypothesis, 'id'>;

type Rejected = NonNullable<Research['rejected']>[number];

/** Constraints that proposals are checked against. */
export interface ProposalLimits {
  readonly map: PerformanceMap;
  /** Keys of earlier cycles (H812-21). */
  readonly exclude: readonly string[];
  /** The weakest evidence that is taken. Default: `checked`, which is all. */
  readonly accept?: EvidenceClass;
  /** Takes a path relative to the root of the project. */
  readonly isFile: (path: string) => boolean;
}

/** Exact reason for a proposal that no measurement and no finding supports (LEAD-06). */
export const NO_EVIDENCE = 'no measurement or finding supports it';

/** H1 to H7 (H812-01). */
export const MAX_HYPOTHESES = 7;
/** Lowest fix level that changes the application itself (H812-18). */
const APPLICATION_LEVEL = 4;
const LEVEL_ORDER = { Low: 0, Medium: 1, High: 2 } as const;
/** Precedence between equal proposals (H812-15); those of plugins come last. */
const SOURCE_ORDER = { local_capability: 0, research: 1, profiler_hint: 2, plugin: 3 } as const;

/**
 * Selects and sorts proposals, and assigns their ids (H812-15..21). Proposals without evidence,
 * repeated proposals, pure removals and contradictory proposals are rejected with a reason.
 */
export function selectHypotheses(
  proposals: readonly Proposal[],
  limits: ProposalLimits,
): Pick<Research, 'hypotheses'> & Required<Pick<Research, 'flags' | 'rejected'>> {
  const rejected: Rejected[] = [];
  const sound: Proposal[] = [];
  for (const proposal of proposals) {
    const reason = reasonAgainst(proposal, sound, limits);
    if (reason === null) sound.push(proposal);
    else rejected.push({ key: proposal.key, reason });
  }
  const kept = consistent(sound, rejected);
  const chosen = choose(kept);
  for (const { key } of kept.filter((proposal) => !chosen.includes(proposal))) {
    rejected.push({ key, reason: `${MAX_HYPOTHESES} other hypotheses are more promising` });
  }
  const sorted = consistent(chosen, rejected).toSorted(compare);
  const hypotheses = withIds(sorted);
  return { hypotheses, rejected, flags: describeOrder(hypotheses) };
}

/** Returns flags about the order, which hold only for these hypotheses in this order. */
export function describeOrder([first]: readonly Hypothesis[]): string[] {
  if (first === undefined || first.fix_level < APPLICATION_LEVEL) return [];
  return [
    `${first.id} changes the application; check configuration, infrastructure and framework first.`,
  ];
}

/** H812-19, with the tie of H812-15. */
function compare(proposal: Proposal, other: Proposal): number {
  return (
    proposal.fix_level - other.fix_level ||
    other.expected_impact.percent - proposal.expected_impact.percent ||
    LEVEL_ORDER[proposal.complexity] - LEVEL_ORDER[other.complexity] ||
    LEVEL_ORDER[proposal.risk] - LEVEL_ORDER[other.risk] ||
    SOURCE_ORDER[proposal.source] - SOURCE_ORDER[other.source] ||
    (proposal.key < other.key ? -1 : 1)
  );
}

/** Selects the best proposals: applicable before manual, then by expected impact. */
function choose(proposals: readonly Proposal[]): readonly Proposal[] {
  const byWorth = proposals.toSorted(
    (proposal, other) =>
      Number(proposal.apply === null) - Number(other.apply === null) ||
      other.expected_impact.percent - proposal.expected_impact.percent ||
      compare(proposal, other),
  );
  return byWorth.slice(0, MAX_HYPOTHESES);
}

function reasonAgainst(
  proposal: Proposal,
  earlier: readonly Proposal[],
  { map, exclude, accept = 'checked', isFile }: ProposalLimits,
): string | null {
  if (exclude.includes(proposal.key)) return 'an earlier cycle already covered it';
  if (proposal.evidence.length === 0) return NO_EVIDENCE;
  if (proposal.apply !== null && !isAcceptedEvidence(proposal.evidence_class, accept)) {
    return `its evidence would be ${proposal.evidence_class}, but ${accept} is the weakest accepted evidence`;
  }
  if (earlier.some(({ key }) => key === proposal.key)) return 'it was proposed twice';
  if (!hasStep(map.steps, proposal.bottleneck_addressed)) {
    return `step ${proposal.bottleneck_addressed} is not in the performance map`;
  }
  const made = proposal.apply?.kind === 'patch' ? madeBy(proposal.apply.patch) : [];
  const isMade = (file: string): boolean =>
    made.includes(file) || (proposal.apply?.kind === 'sql' && proposal.apply.file === file);
  const gone = proposal.files_to_modify.find((file) => !isMade(file) && !isFile(file));
  if (gone !== undefined) return `${gone} does not exist`;
  const { apply } = proposal;
  const paths = apply?.kind === 'patch' ? readPatchedPaths(apply.patch) : [];
  if (apply?.kind === 'patch' && paths.length === 0) return 'its patch changes no file';
  const confined = checkTouchedFiles({ ...proposal, id: 'it' }, paths);
  return confined.state === 'refused' ? confined.reason : null;
}

function hasStep(steps: readonly measure.Step[], id: string): boolean {
  return steps.some((step) => step.id === id || hasStep(step.children, id));
}

function madeBy(patch: string): readonly string[] {
  return [...patch.matchAll(/^--- \/dev\/null\r?\n\+\+\+ [^/\n]*\/(\S+)/gmu)].map(
    ([, file = '']) => file,
  );
}

/**
 * Removes inconsistent proposals, such as one with a missing dependency, one that needs itself or a
 * pure removal, until none is left.
 */
function consistent(proposals: readonly Proposal[], rejected: Rejected[]): readonly Proposal[] {
  let kept = proposals;
  for (;;) {
    const faults = kept.flatMap((proposal) => {
      const reason = inconsistency(proposal, kept);
      return reason === null ? [] : [{ key: proposal.key, reason }];
    });
    if (faults.length === 0) return kept;
    rejected.push(...faults);
    const keys = new Set(faults.map(({ key }) => key));
    kept = kept.filter(({ key }) => !keys.has(key));
  }
}

function inconsistency(proposal: Proposal, all: readonly Proposal[]): string | null {
  const byKey = new Map(all.map((each) => [each.key, each]));
  const lacking = proposal.dependencies.find((key) => !byKey.has(key));
  if (lacking !== undefined) return `it needs ${lacking}, which is not proposed`;
  const needed = new Set(proposal.dependencies);
  for (const key of needed) for (const next of byKey.get(key)?.dependencies ?? []) needed.add(next);
  if (needed.has(proposal.key)) return 'its dependencies form a cycle';
  const against = [...needed].find(
    (key) =>
      proposal.conflicts_with.includes(key) ||
      byKey.get(key)?.conflicts_with.includes(proposal.key) === true,
  );
  if (against !== undefined) return `it both needs and conflicts with ${against}`;
  const pair = proposal.pair === null ? undefined : byKey.get(proposal.pair);
  const isPaired = pair !== undefined && !pair.removes && pair.key !== proposal.key;
  return proposal.removes && !isPaired ? 'removal without optimization alternative' : null;
}

/** Ids after sorting, relations by ids, conflicts both ways. */
function withIds(sorted: readonly Proposal[]): Hypothesis[] {
  const ids = new Map(sorted.map(({ key }, at) => [key, `H${at + 1}`]));
  const idsOf = (keys: readonly string[]): string[] =>
    keys
      .flatMap((key) => ids.get(key) ?? [])
      .toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
  return sorted.map((proposal, at) => {
    const against = sorted.flatMap(({ key, conflicts_with: others }) =>
      key !== proposal.key &&
      (proposal.conflicts_with.includes(key) || others.includes(proposal.key))
        ? [key]
        : [],
    );
    return {
      ...proposal,
      id: `H${at + 1}`,
      dependencies: idsOf(proposal.dependencies),
      conflicts_with: idsOf(against),
      pair: proposal.pair === null ? null : (ids.get(proposal.pair) ?? null),
    };
  });
}
