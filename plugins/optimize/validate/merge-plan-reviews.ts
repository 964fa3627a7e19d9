import { UserError } from 'perf-harness/plugin';
import type { ContextBlock, PlanConcern } from '../context/optimization-context-block-schema.ts';
import { createConcernKey } from './apply-corrections-to-plan.ts';
import { findFileProblem } from './checks/files-exist.ts';
import {
  REVIEW_LIMIT_MS,
  type Review,
  type Reviewer,
  type ReviewOpinion,
} from './plan-reviewer.ts';

/** Answer of a reviewer, or the reason for its failure. */
export type ReviewerOutcome =
  | { readonly id: string; readonly state: 'answered'; readonly verdict: Review['verdict'] }
  | { readonly id: string; readonly state: 'failed'; readonly reason: string };

/** Merged answers of all reviewers. */
export interface MergedReviews {
  readonly outcomes: readonly ReviewerOutcome[];
  /** Accepted opinions without duplicates. */
  readonly accepted: readonly PlanConcern[];
  readonly rejected: readonly { readonly opinion: ReviewOpinion; readonly reason: string }[];
  /** True if at least one reviewer answered and none approves. */
  readonly isRejectedByAll: boolean;
}

/**
 * Runs all reviewers at once and merges their answers: a reviewer that fails or exceeds the limit
 * is reported and does not count. Opinions only warn; computed checks decide.
 */
export async function mergeReviews(
  reviewers: readonly Reviewer[],
  block: ContextBlock,
  isFile: (path: string) => boolean,
  {
    signal,
    limitMs = REVIEW_LIMIT_MS,
  }: { readonly signal: AbortSignal; readonly limitMs?: number },
): Promise<MergedReviews> {
  const answers = await Promise.all(
    reviewers.map((reviewer) => ask(reviewer, block, signal, limitMs)),
  );
  signal.throwIfAborted();
  const reviews = answers.flatMap(({ review }) => (review === null ? [] : [review]));
  const accepted = new Map<string, PlanConcern>();
  const rejected: { readonly opinion: ReviewOpinion; readonly reason: string }[] = [];
  for (const opinion of reviews.flatMap(({ opinions }) => opinions)) {
    const reason = reasonAgainst(opinion, block, isFile);
    if (reason !== null) {
      rejected.push({ opinion, reason });
      continue;
    }
    const { area, detail, hypothesis } = opinion;
    const concern = { type: area, detail, ...(hypothesis === null ? {} : { hypothesis }) };
    const name = createConcernKey(concern);
    if (!accepted.has(name)) accepted.set(name, concern);
  }
  return {
    outcomes: answers.map(({ outcome }) => outcome),
    accepted: [...accepted.values()],
    rejected,
    isRejectedByAll: reviews.length > 0 && reviews.every(({ verdict }) => verdict === 'reject'),
  };
}

interface Answer {
  readonly outcome: ReviewerOutcome;
  readonly review: Review | null;
}

async function ask(
  { id, review }: Reviewer,
  block: ContextBlock,
  signal: AbortSignal,
  limitMs: number,
): Promise<Answer> {
  const limit = AbortSignal.timeout(limitMs);
  const both = AbortSignal.any([signal, limit]);
  const silent = new Promise<'silent'>((resolve) => {
    both.addEventListener('abort', () => resolve('silent'), { once: true });
  });
  try {
    const answer = await Promise.race([review(block, both), silent]);
    if (answer !== 'silent') {
      return { outcome: { id, state: 'answered', verdict: answer.verdict }, review: answer };
    }
    return failed(id, `it did not answer within ${limitMs / 60_000} min`);
  } catch (error) {
    if (limit.aborted) return failed(id, `it did not answer within ${limitMs / 60_000} min`);
    // A reviewer is foreign code: an error discards only its own opinion.
    return failed(
      id,
      error instanceof UserError || error instanceof Error ? error.message : String(error),
    );
  }
}

function failed(id: string, reason: string): Answer {
  return { outcome: { id, state: 'failed', reason }, review: null };
}

/** Returns the reason to reject an opinion, null to accept; computable facts are no opinion. */
function reasonAgainst(
  { hypothesis, claim }: ReviewOpinion,
  { hypotheses }: ContextBlock,
  isFile: (path: string) => boolean,
): string | null {
  if (hypothesis === null) return null;
  const about = hypotheses.find(({ id }) => id === hypothesis);
  if (about === undefined) return `${hypothesis} does not exist`;
  if (claim === 'file_missing' && findFileProblem(about, isFile) === null) return 'its files exist';
  return null;
}
