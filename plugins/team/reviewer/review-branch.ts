import type { Host } from 'perf-harness/plugin';
import { openWorktrees } from '../../optimize/index.ts';
import { DIMENSIONS, type Dimension } from '../session/task-completion.ts';
import {
  type BranchDiff,
  type CheckOutcome,
  notAutomatedCheck,
  type ReviewCheck,
  type ReviewSettings,
  readBranchDiff,
  toReviewFinding,
} from './branch-diff.ts';
import { COMPLEXITY, DROPPED_AWAITS, DROPPED_HANDLING } from './check-changed-functions.ts';
import { CHANGED_TESTS, CHANGED_TYPES, PROJECT_LINT } from './compiler-lint-and-test-checks.ts';
import { EXPORTED_SIGNATURES } from './exported-signatures.ts';
import { type CheckStatus, judgeReview, type Review, sortBySeverity } from './review-document.ts';
import {
  AUDIT_RULES,
  UNLISTED_PACKAGES,
  UNPLANNED_FILES,
} from './unlisted-packages-unplanned-files-and-audit.ts';

/** All checks, with those that run programs last. */
export const REVIEW_CHECKS: readonly ReviewCheck[] = [
  DROPPED_AWAITS,
  DROPPED_HANDLING,
  EXPORTED_SIGNATURES,
  COMPLEXITY,
  UNPLANNED_FILES,
  UNLISTED_PACKAGES,
  AUDIT_RULES,
  PROJECT_LINT,
  CHANGED_TYPES,
  CHANGED_TESTS,
];

/** Parts of each dimension that cannot be checked automatically (D8). */
const BEYOND: Readonly<Record<Dimension, string>> = {
  correctness: 'logic not covered by tests or types',
  side_effects: 'behaviour and data not visible in signatures',
  maintainability: 'naming and documentation',
  regression_risk: 'dependencies that no import shows',
  best_practices: 'idioms not covered by rules',
};

export interface ReviewRequest extends ReviewSettings {
  /** Commits, branches or tags. */
  readonly base: string;
  readonly head: string;
  readonly signal: AbortSignal;
}

/**
 * Reviews a branch in a separate worktree, which is removed afterwards; neither the branch nor the
 * user's tree is changed (TPR-07).
 * @throws UserError where git does not know a side, or the branch changes nothing.
 */
export async function reviewBranch(host: Host, request: ReviewRequest): Promise<Review> {
  const { root, head, signal } = request;
  const trees = await openWorktrees(host, { root, slug: 'review', cycle: 1, start: head, signal });
  try {
    const branch = await readBranchDiff(await trees.open('review'), request);
    return await lookThrough(branch, request);
  } finally {
    await trees.close();
  }
}

async function lookThrough(branch: BranchDiff, settings: ReviewRequest): Promise<Review> {
  const outcomes: { readonly check: ReviewCheck; readonly outcome: CheckOutcome }[] = [];
  // Run in sequence, since they share a worktree.
  for (const check of REVIEW_CHECKS) {
    outcomes.push({ check, outcome: await attempt(check, branch, settings) });
  }
  const findings = sortBySeverity(
    outcomes.flatMap(({ check, outcome }) =>
      outcome.state === 'done'
        ? outcome.findings.map((finding) => toReviewFinding(check, finding))
        : [],
    ),
  );
  return {
    schema: 'perf-harness/team-review@1',
    base: branch.base,
    head: branch.head,
    files: branch.files.map(({ path }) => path),
    dimensions: DIMENSIONS.map((dimension) => ({
      dimension,
      parts: [
        ...outcomes.flatMap(({ check, outcome }): readonly CheckStatus[] =>
          check.dimension === dimension ? [partOf(check.id, outcome)] : [],
        ),
        { check: 'judgement', state: 'not automated' as const, reason: BEYOND[dimension] },
      ],
    })),
    findings,
    verdict: judgeReview(findings),
  };
}

function partOf(check: string, outcome: CheckOutcome): CheckStatus {
  return outcome.state === 'done' ? { check, state: 'done' } : { check, ...outcome };
}

/** Runs a check; a failure says nothing for or against the branch. */
async function attempt(
  check: ReviewCheck,
  branch: BranchDiff,
  settings: ReviewRequest,
): Promise<CheckOutcome> {
  try {
    return await check.run(branch, settings);
  } catch (error) {
    branch.worktree.signal.throwIfAborted();
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return notAutomatedCheck(`the check failed: ${reason}`);
  }
}
