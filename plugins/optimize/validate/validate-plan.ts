import { join } from 'node:path';
import { EXIT, type Host, UserError } from 'perf-harness/plugin';
import type { ContextBlock } from '../context/optimization-context-block-schema.ts';
import { readContext, requireCompleteContext } from '../context/read-optimization-context-file.ts';
import { renderContext } from '../context/render-optimization-context-file.ts';
import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import { addDependents, comparePlans, correctPlan } from './apply-corrections-to-plan.ts';
import { isCatalogueConflict, type TryHypothesis } from './apply-hypothesis-to-scratch-copy.ts';
import { PLAN_CHECKS } from './checks/all-plan-checks.ts';
import { findFileProblem } from './checks/files-exist.ts';
import { type DryRun, dryRun } from './dry-run-plan.ts';
import { type MergedReviews, mergeReviews } from './merge-plan-reviews.ts';
import type { CheckAnswer, Plan } from './plan-check-types.ts';
import type { Reviewer } from './plan-reviewer.ts';
import { listReviewAreas, summarise, type ValidationResult } from './plan-validation-result.ts';
import type { TypeCheckResult } from './type-check-applied-hypotheses.ts';

export interface ValidationRequest {
  readonly host: Host;
  /** Absolute path; read, and written back with corrections. */
  readonly contextFile: string;
  /** Root of the project that the plan is for, absolute; never written to. */
  readonly root: string;
  /** Default: as the strike applies it. */
  readonly tryHypothesis?: TryHypothesis;
  /** Default: conflicts declared in the catalogue of codemods. */
  readonly isKnownConflict?: (hypothesis: Hypothesis, other: Hypothesis) => boolean;
  /** Default: none. */
  readonly reviewers?: readonly Reviewer[];
  /** Milliseconds that reviewers have; at most and by default 15 minutes. */
  readonly reviewLimitMs?: number;
  readonly signal: AbortSignal;
}

/**
 * Checks a plan by computation, consults reviewers, and writes corrections back to its context.md
 * (V813).
 * @throws UserError (blocked) if the context cannot be read or is incomplete.
 */
export async function validatePlan(request: ValidationRequest): Promise<ValidationResult> {
  const { host, contextFile, root, signal, reviewers = [] } = request;
  const before = readContext(host.files.read(contextFile) ?? missing(contextFile));
  requireCompleteContext(before);
  const isFile = (path: string): boolean => host.files.isFile(join(root, path));
  const reviewing = mergeReviews(reviewers, before, isFile, {
    signal,
    limitMs: request.reviewLimitMs,
  });
  // Avoids an unhandled rejection if `tryPlan` fails first; errors surface at the `await`.
  reviewing.catch(() => undefined);
  const tried = await tryPlan(request, before, isFile);
  const reviews = await reviewing;
  const plan: Plan = {
    block: before,
    isFile,
    dryRun: tried,
    isKnownConflict: request.isKnownConflict ?? isCatalogueConflict,
  };
  const answers = PLAN_CHECKS.map(({ check }) => check(plan));
  const { result, after } = conclude(plan, answers, reviews);
  const at = host.clock.now().toISOString();
  const review = { at, verdict: result.verdict, summary: result.agent_summary };
  const kept = { ...after, review_history: [...before.review_history, review] };
  host.files.writeAtomic(contextFile, renderContext(kept));
  return result;
}

async function tryPlan(
  { host, root, signal, tryHypothesis }: ValidationRequest,
  { hypotheses }: ContextBlock,
  isFile: (path: string) => boolean,
): Promise<DryRun | null> {
  const feasible = hypotheses.filter(
    (hypothesis) => hypothesis.apply !== null && findFileProblem(hypothesis, isFile) === null,
  );
  if (feasible.length === 0) return null;
  return dryRun(host, { root, signal }, feasible, tryHypothesis);
}

function conclude(plan: Plan, answers: readonly CheckAnswer[], reviews: MergedReviews) {
  const { block, dryRun: tried } = plan;
  const invalid = invalidOnes(block, answers);
  const missingOnes = answers.flatMap(({ missing: all = [] }) => all);
  const computed = answers.flatMap(({ concerns = [] }) => concerns);
  const concerns = [...computed, ...reviews.accepted];
  const corrections = [
    ...[...invalid].map(([id, reason]) => ({ kind: 'remove' as const, id, reason })),
    ...answers.flatMap(({ corrections: all = [] }) => all),
  ];
  const after = correctPlan(block, corrections, concerns);
  const { removed, added, relinked, warned } = comparePlans(block, after);
  const flaws = answers.flatMap(({ flaws: all = [] }) => all);
  const applicable = block.hypotheses.filter(
    ({ id, apply }) => apply !== null && !invalid.has(id) && tried?.manual.has(id) !== true,
  );
  const verdict = decidePlanVerdict({
    valid: applicable.length,
    concerns: concerns.length + missingOnes.length + invalid.size,
    flaws,
    isRejectedByAll: reviews.isRejectedByAll,
  });
  const types: TypeCheckResult = tried?.types ?? {
    state: 'skipped',
    reason: 'nothing could be applied',
  };
  const answered = reviews.outcomes.some(({ state }) => state === 'answered');
  const facts = {
    verdict,
    corrections_applied: removed.length + added.length + relinked.length + warned,
    hypotheses_removed: [...removed],
    hypotheses_added: [...added],
    concerns: [...concerns, ...flaws.map((detail) => ({ type: 'flaw', detail }))],
    feasibility_result: {
      valid_hypotheses: block.hypotheses.flatMap(({ id }) => (invalid.has(id) ? [] : [id])),
      invalid_hypotheses: [...invalid].map(([id, reason]) => ({ id, reason })),
      concerns: computed,
      missing: missingOnes,
    },
    confidence: answered ? ('full' as const) : ('reduced' as const),
    reviewers: [...reviews.outcomes],
    opinions_rejected: reviews.rejected.map(
      ({ opinion, reason }) => `${opinion.detail}: ${reason}`,
    ),
    type_check: types.state,
    type_check_note:
      types.state === 'skipped' ? types.reason : types.state === 'failed' ? types.detail : '',
    areas: listReviewAreas(),
  };
  const result: ValidationResult = { ...facts, agent_summary: summarise(facts) };
  return { result, after };
}

/** Returns invalid hypotheses in order, each with the reason of the first check rejecting it. */
function invalidOnes(
  { hypotheses }: ContextBlock,
  answers: readonly CheckAnswer[],
): ReadonlyMap<string, string> {
  const found = answers.flatMap(({ invalid = [] }) => invalid);
  const first = hypotheses.flatMap(({ id }) => {
    const answer = found.find((rejection) => rejection.id === id);
    return answer === undefined ? [] : [[id, answer.reason] as const];
  });
  return addDependents(hypotheses, new Map(first));
}

function missing(contextFile: string): never {
  throw new UserError({
    code: 'context-not-found',
    message: `${contextFile} does not exist.`,
    remedy: 'Run the earlier phases first.',
    exitCode: EXIT.blocked,
  });
}

/**
 * V813-16: NO_GO only if no valid hypothesis is left, the union cannot be applied, or all reviewers
 * reject; GO only if there are no remarks.
 */
export function decidePlanVerdict({
  valid,
  concerns,
  flaws,
  isRejectedByAll,
}: {
  /** Number of remaining hypotheses that can be applied. */
  readonly valid: number;
  readonly concerns: number;
  /** Reasons why the plan as a whole cannot be carried out. */
  readonly flaws: readonly string[];
  readonly isRejectedByAll: boolean;
}): ValidationResult['verdict'] {
  if (valid === 0 || flaws.length > 0 || isRejectedByAll) return 'NO_GO';
  return concerns > 0 ? 'GO_WITH_CONCERNS' : 'GO';
}
