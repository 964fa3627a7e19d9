import { markdownText } from '../../investigate/index.ts';
import type { CompletedWork } from '../session/task-completion.ts';
import type { Risk } from './plan-priority-and-complexity.ts';

/** Views from which a proposal is judged, in this order. */
export const PERSPECTIVES = ['performance', 'risk', 'maintainability', 'alternatives'] as const;
export type Perspective = (typeof PERSPECTIVES)[number];

/** Known facts about an option; null: unknown. */
export interface DiscussedOption {
  readonly name: string;
  /** Percent of the metric, in its good direction. */
  readonly gain: number | null;
  readonly risk: Risk | null;
  readonly complexity: 'Low' | 'Medium' | 'High' | null;
  /** Findings of a review; null: there was none. */
  readonly findings: { readonly critical: number; readonly high: number } | null;
}

export interface DiscussionTopic {
  readonly proposal: DiscussedOption;
  readonly others: readonly DiscussedOption[];
}

/** Conclusion from four views (TPX-04). */
export interface Discussion {
  readonly verdict: 'proceed' | 'revise' | 'escalate';
  readonly confidence: 'high' | 'medium' | 'low';
  readonly trade_offs: readonly string[];
  readonly recommendation: string;
  readonly rationale: string;
  readonly dissenting_views: readonly Perspective[];
}

/** Percent from which on a gain speaks for a proposal as much as any can. */
const FULL_SCORE_GAIN = 20;
/** Score from which the arguments for a proposal are at least as strong as those against it. */
const HALF = 0.5;

/** Scores from 0 (against) to 1 (in favor); null if the view has no data. */
type Scores = Readonly<Record<Perspective, number | null>>;

/**
 * Judges a proposal from four views, based only on measurements and counts: the same topic yields
 * the same result. null if no view has data, so that the caller decides alone (TPX-05).
 */
export function discussProposal({ proposal, others }: DiscussionTopic): Discussion | null {
  const best = bestOf(others);
  const own = totalOf(proposal);
  const isTie = own !== null && best !== null && own === best.total;
  const scores: Scores = {
    ...scoresOf(proposal),
    alternatives: own === null || best === null ? null : comparedWith(own, best.total),
  };
  const known = PERSPECTIVES.flatMap((view) => scores[view] ?? []);
  if (known.length === 0) return null;
  const verdict = verdictOf(proposal, known, isTie);
  const dissenting_views = PERSPECTIVES.filter((view) => dissents(scores[view], verdict));
  return {
    verdict,
    confidence: confidenceOf(known.length - dissenting_views.length, isTie),
    trade_offs: PERSPECTIVES.flatMap((view) => tradeOff(view, scores[view])),
    recommendation: recommendationOf(proposal, verdict, isTie, best),
    rationale: `${known.length} of ${PERSPECTIVES.length} perspectives have data; their mean score is ${meanOf(known).toFixed(2)} out of 1.`,
    dissenting_views,
  };
}

const BY_LEVEL = { Low: 1, Medium: HALF, High: 0 } as const;

function scoresOf(option: DiscussedOption): Omit<Scores, 'alternatives'> {
  const { gain, risk, complexity, findings } = option;
  const hasCritical = (findings?.critical ?? 0) > 0;
  const hasHigh = (findings?.high ?? 0) > 0;
  return {
    performance: gain === null ? null : Math.min(1, Math.max(0, gain / FULL_SCORE_GAIN)),
    risk: hasCritical ? 0 : risk === null ? null : BY_LEVEL[risk],
    maintainability: hasHigh ? 0 : complexity === null ? null : BY_LEVEL[complexity],
  };
}

function totalOf(option: DiscussedOption): number | null {
  const known = Object.values(scoresOf(option)).filter((score) => score !== null);
  return known.length === 0 ? null : meanOf(known);
}

interface Rated {
  readonly option: DiscussedOption;
  readonly total: number;
}

function bestOf(options: readonly DiscussedOption[]): Rated | null {
  const rated = options.flatMap((option): readonly Rated[] => {
    const total = totalOf(option);
    return total === null ? [] : [{ option, total }];
  });
  return rated.toSorted((a, b) => b.total - a.total)[0] ?? null;
}

function comparedWith(own: number, other: number): number {
  if (own === other) return HALF;
  return own > other ? 1 : 0;
}

function meanOf(scores: readonly number[]): number {
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/** Returns the verdict: Critical findings go to a person, inconclusive proposals are revised. */
function verdictOf(
  { findings }: DiscussedOption,
  known: readonly number[],
  isTie: boolean,
): Discussion['verdict'] {
  if ((findings?.critical ?? 0) > 0) return 'escalate';
  return isTie || meanOf(known) < HALF ? 'revise' : 'proceed';
}

function dissents(score: number | null, verdict: Discussion['verdict']): boolean {
  if (score === null || score === HALF) return false;
  return verdict === 'proceed' ? score < HALF : score > HALF;
}

function confidenceOf(agreeing: number, isTie: boolean): Discussion['confidence'] {
  if (isTie) return 'low';
  if (agreeing === PERSPECTIVES.length) return 'high';
  return agreeing === PERSPECTIVES.length - 1 ? 'medium' : 'low';
}

function tradeOff(view: Perspective, score: number | null): readonly string[] {
  if (score === null) return [`${view}: no data`];
  if (score === HALF) return [`${view}: neutral`];
  return [`${view}: speaks ${score > HALF ? 'for' : 'against'} it (${score.toFixed(2)} of 1)`];
}

function recommendationOf(
  { name }: DiscussedOption,
  verdict: Discussion['verdict'],
  isTie: boolean,
  best: Rated | null,
): string {
  if (isTie)
    return `Find out what distinguishes ${name} from ${best?.option.name ?? 'the alternative'}.`;
  switch (verdict) {
    case 'proceed':
      return `Proceed with ${name}.`;
    case 'revise':
      return `Make a new plan for ${name}.`;
    case 'escalate':
      return `Ask a person to decide on ${name}.`;
  }
}

type Disagreement = NonNullable<CompletedWork['consensus']>;

/** Returns the disagreement, null: none. The coordinator reacts to its severity (TPX-06). */
export function findDisagreement(discussion: Discussion): Disagreement | null {
  const { verdict, dissenting_views: dissent, recommendation } = discussion;
  const against = dissent.length === 0 ? '' : ` Dissenting: ${dissent.join(' and ')}.`;
  const text = `${recommendation}${against}`;
  switch (verdict) {
    case 'escalate':
      return { severity: 'HIGH', text };
    case 'revise':
      return { severity: 'MEDIUM', text };
    case 'proceed':
      return dissent.length === 0 ? null : { severity: 'LOW', text };
  }
}

/** Formats `DISCUSS-OPT.md` and `DISCUSS-REVIEW.md`. @param topic - In a few words. */
export function discussionText(topic: string, discussion: Discussion): string {
  const { verdict, confidence, trade_offs: offs, dissenting_views: dissent } = discussion;
  return [
    `# Discussion: ${markdownText(topic)}`,
    '',
    `- Verdict: ${verdict}`,
    `- Confidence: ${confidence}`,
    `- Recommendation: ${markdownText(discussion.recommendation)}`,
    `- Rationale: ${markdownText(discussion.rationale)}`,
    `- Dissenting views: ${dissent.length === 0 ? 'none' : dissent.join(', ')}`,
    '',
    '## Trade-offs',
    '',
    ...offs.map((text) => `- ${markdownText(text)}`),
    '',
  ].join('\n');
}
