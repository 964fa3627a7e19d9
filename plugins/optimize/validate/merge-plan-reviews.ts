import type { ContextBlock, PlanConcern } from '../context/optimization-context-block-schema.ts';
import { createConcernKey } from './apply-corrections-to-plan.ts';
import { findFileProblem } from './checks/files-exist.ts';
import {
  REVIEW_LIMIT_MS,
  type Review,
  type Reviewer,
  type ReviewOpinion,
} from './plan-reviewer.ts';
import type { ValidationResult } from './plan-validation-result.ts';

type ReviewerOutcome = ValidationResult['reviewers'][number];

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
  }: { readonly signal: AbortSignal; readonly limitMs?: number | undefined },
): Promise<MergedReviews> {
  const answers = await Promise.all(
    reviewers.map(async (reviewer) => ({
      id: reviewer.id,
      answer: await askWithinLimit(reviewer, block, signal, limitMs),
    })),
  );
  signal.throwIfAborted();
  const reviews = answers.flatMap(({ answer }) => (typeof answer === 'string' ? [] : [answer]));
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
    outcomes: answers.map(({ id, answer }) =>
      typeof answer === 'string'
        ? { id, state: 'failed', reason: answer }
        : { id, state: 'answered', verdict: answer.verdict },
    ),
    accepted: [...accepted.values()],
    rejected,
    isRejectedByAll: reviews.length > 0 && reviews.every(({ verdict }) => verdict === 'reject'),
  };
}

/** Returns the answer of a reviewer, or why it gave none: an error discards only its own opinion. */
async function askWithinLimit(
  { review }: Reviewer,
  block: ContextBlock,
  signal: AbortSignal,
  limitMs: number,
): Promise<Review | string> {
  const limit = AbortSignal.timeout(limitMs);
  const both = AbortSignal.any([signal, limit]);
  const { promise, resolve } = Promise.withResolvers<string>();
  const late = `it did not answer within ${limitMs / 60_000} min`;
  both.addEventListener('abort', () => resolve(late), { once: true });
  try {
    return await Promise.race([review(block, both), promise]);
  } catch (error) {
    if (limit.aborted) return late;
    return error instanceof Error ? error.message : String(error);
  }
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
