import type { measure, PerformanceMap } from 'perf-harness/plugin';
import { type EvidenceClass, isAccepted } from '../document/evidence-class.ts';
import type { Hypothesis } from '../document/hypothesis.ts';
import { patchedPaths } from '../strike/apply/patch-paths.ts';
import { confine } from '../strike/confine.ts';

/** A hypothesis before it has an id; its relations name keys. */
export type Proposal = Omit<Hypothesis, 'id'>;

/** Of a proposal that needs no more than what the source, or a plan of the database, shows. */
export const PROVEN = { evidence_class: 'proven', assumes: [] } satisfies Partial<Proposal>;

/** What was proposed and is not among the hypotheses, with why. */
export interface RejectedProposal {
  readonly key: string;
  readonly reason: string;
}

/** Hypotheses with their ids, and what is to be said of the choice. */
export interface ArrangedHypotheses {
  readonly hypotheses: readonly Hypothesis[];
  readonly rejected: readonly RejectedProposal[];
  readonly flags: readonly string[];
}

/** What proposals are held against. */
export interface ProposalLimits {
  readonly map: PerformanceMap;
  /** Keys of earlier cycles (H812-21). */
  readonly exclude: readonly string[];
  /** The weakest evidence that is taken. Default: `checked`, which is all. */
  readonly accept?: EvidenceClass;
  /** Of a path from the root of the project. */
  readonly isFile: (path: string) => boolean;
}

/** Nothing is changed that nothing measured or found speaks for (LEAD-06). */
export const NO_EVIDENCE = 'nothing that was measured or found speaks for it';

/** H1 to H7 (H812-01). */
export const MOST_HYPOTHESES = 7;
/** From here on a fix changes the application itself (H812-18). */
const APPLICATION_LEVEL = 4;
const LEVEL_ORDER = { Low: 0, Medium: 1, High: 2 } as const;
/** Which of two equal ones comes first (H812-15); those of plugins after what was seen here. */
const SOURCE_ORDER = { local_capability: 0, research: 1, profiler_hint: 2, plugin: 3 } as const;

/**
 * Chooses among proposals, sorts them and gives them their ids (H812-15..21). Those that rest on
 * nothing, come again, only take away, or contradict themselves are rejected, each with its reason.
 */
export function arrangeHypotheses(
  proposals: readonly Proposal[],
  limits: ProposalLimits,
): ArrangedHypotheses {
  const rejected: RejectedProposal[] = [];
  const sound: Proposal[] = [];
  for (const one of proposals) {
    const reason = reasonAgainst(one, sound, limits);
    if (reason === null) sound.push(one);
    else rejected.push({ key: one.key, reason });
  }
  const kept = consistent(sound, rejected);
  const chosen = choose(kept);
  for (const { key } of kept.filter((one) => !chosen.includes(one))) {
    rejected.push({ key, reason: `there are ${MOST_HYPOTHESES} that promise more` });
  }
  const sorted = consistent(chosen, rejected).toSorted(compare);
  const hypotheses = withIds(sorted);
  return { hypotheses, rejected, flags: orderFlags(hypotheses) };
}

/** Flags of the order itself; they hold for these hypotheses in this order alone. */
export function orderFlags([first]: readonly Hypothesis[]): readonly string[] {
  if (first === undefined || first.fix_level < APPLICATION_LEVEL) return [];
  return [
    `${first.id} changes the application: look at configuration, infrastructure and framework first.`,
  ];
}

/** H812-19, with the tie of H812-15. */
function compare(one: Proposal, other: Proposal): number {
  return (
    one.fix_level - other.fix_level ||
    other.expected_impact.percent - one.expected_impact.percent ||
    LEVEL_ORDER[one.complexity] - LEVEL_ORDER[other.complexity] ||
    LEVEL_ORDER[one.risk] - LEVEL_ORDER[other.risk] ||
    SOURCE_ORDER[one.source] - SOURCE_ORDER[other.source] ||
    (one.key < other.key ? -1 : 1)
  );
}

/** Those that can be applied before those by hand, then by what they promise. */
function choose(proposals: readonly Proposal[]): readonly Proposal[] {
  const byWorth = proposals.toSorted(
    (one, other) =>
      Number(one.apply === null) - Number(other.apply === null) ||
      other.expected_impact.percent - one.expected_impact.percent ||
      compare(one, other),
  );
  return byWorth.slice(0, MOST_HYPOTHESES);
}

function reasonAgainst(
  one: Proposal,
  earlier: readonly Proposal[],
  { map, exclude, accept = 'checked', isFile }: ProposalLimits,
): string | null {
  if (exclude.includes(one.key)) return 'an earlier cycle had it';
  if (one.evidence.length === 0) return NO_EVIDENCE;
  if (one.apply !== null && !isAccepted(one.evidence_class, accept)) {
    return `it would be ${one.evidence_class}, and ${accept} is the weakest evidence that is accepted`;
  }
  if (earlier.some(({ key }) => key === one.key)) return 'it was proposed twice';
  if (!hasStep(map.steps, one.bottleneck_addressed)) {
    return `step ${one.bottleneck_addressed} is not in the performance map`;
  }
  const made = one.apply?.kind === 'patch' ? madeBy(one.apply.patch) : [];
  const isMade = (file: string): boolean =>
    made.includes(file) || (one.apply?.kind === 'sql' && one.apply.file === file);
  const gone = one.files_to_modify.find((file) => !isMade(file) && !isFile(file));
  if (gone !== undefined) return `${gone} does not exist`;
  const { apply } = one;
  const paths = apply?.kind === 'patch' ? patchedPaths(apply.patch) : [];
  if (apply?.kind === 'patch' && paths.length === 0) return 'its patch names no file';
  const confined = confine({ ...one, id: 'it' }, paths);
  return confined.state === 'refused' ? confined.reason : null;
}

function hasStep(steps: readonly measure.Step[], id: string): boolean {
  return steps.some((step) => step.id === id || hasStep(step.children, id));
}

/** Files that a patch adds. */
function madeBy(patch: string): readonly string[] {
  return [...patch.matchAll(/^--- \/dev\/null\r?\n\+\+\+ [^/\n]*\/(\S+)/gmu)].map(
    ([, file = '']) => file,
  );
}

/** Leaves out what lacks something that it needs, needs itself, or only takes away, until all have it. */
function consistent(
  proposals: readonly Proposal[],
  rejected: RejectedProposal[],
): readonly Proposal[] {
  let kept = proposals;
  for (;;) {
    const faults = kept.flatMap((one) => {
      const reason = inconsistency(one, kept);
      return reason === null ? [] : [{ key: one.key, reason }];
    });
    if (faults.length === 0) return kept;
    rejected.push(...faults);
    const keys = new Set(faults.map(({ key }) => key));
    kept = kept.filter(({ key }) => !keys.has(key));
  }
}

function inconsistency(one: Proposal, all: readonly Proposal[]): string | null {
  const byKey = new Map(all.map((each) => [each.key, each]));
  const lacking = one.dependencies.find((key) => !byKey.has(key));
  if (lacking !== undefined) return `it needs ${lacking}, which is not proposed`;
  const needed = new Set(one.dependencies);
  for (const key of needed) for (const next of byKey.get(key)?.dependencies ?? []) needed.add(next);
  if (needed.has(one.key)) return 'it needs itself in the end';
  const against = [...needed].find(
    (key) =>
      one.conflicts_with.includes(key) || byKey.get(key)?.conflicts_with.includes(one.key) === true,
  );
  if (against !== undefined) return `it both needs ${against} and conflicts with it`;
  const pair = one.pair === null ? undefined : byKey.get(one.pair);
  const isPaired = pair !== undefined && !pair.removes && pair.key !== one.key;
  return one.removes && !isPaired ? 'removal without optimization alternative' : null;
}

/** Ids after sorting, relations by ids, conflicts both ways. */
function withIds(sorted: readonly Proposal[]): readonly Hypothesis[] {
  const ids = new Map(sorted.map(({ key }, at) => [key, `H${at + 1}`]));
  const idsOf = (keys: readonly string[]): string[] =>
    keys
      .flatMap((key) => ids.get(key) ?? [])
      .toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
  return sorted.map((one, at) => {
    const against = sorted.flatMap(({ key, conflicts_with: others }) =>
      key !== one.key && (one.conflicts_with.includes(key) || others.includes(one.key))
        ? [key]
        : [],
    );
    return {
      ...one,
      id: `H${at + 1}`,
      dependencies: idsOf(one.dependencies),
      conflicts_with: idsOf(against),
      pair: one.pair === null ? null : (ids.get(one.pair) ?? null),
    };
  });
}
