import type { AuditLines } from '../../../investigate/index.ts';
import type { Dimension } from '../../session/verdicts.ts';
import type { BranchDiff } from '../read/branch-diff.ts';
import { DEFAULT_SEVERITY, type ReviewFinding } from '../review-document.ts';

/** Input of a check in addition to the branch. */
export interface ReviewSettings {
  /** The project that the user works in, absolute; it is only read. */
  readonly root: string;
  /** As one would type it; null: the project has no tests. */
  readonly testCommand: string | null;
  /** Files that the plan names for this branch; null: there is no plan. */
  readonly targetFiles: readonly string[] | null;
  /** Audits what one commit has on lines that another lacks; null: nobody can. */
  readonly audit: AuditLines | null;
}

/** Findings of a check, or the reason why it cannot be made. */
export type CheckOutcome =
  | { readonly state: 'done'; readonly findings: readonly CheckFinding[] }
  | { readonly state: 'not automated'; readonly reason: string };

/** A finding without what its check says of all of them. */
export type CheckFinding = Pick<ReviewFinding, 'file' | 'line' | 'message' | 'fix'> &
  Partial<Pick<ReviewFinding, 'severity'>>;

/** Looks at a branch for one thing. It reads, and changes nothing (TPR-07). */
export interface ReviewCheck {
  readonly id: string;
  readonly dimension: Dimension;
  readonly look: (
    branch: BranchDiff,
    settings: ReviewSettings,
  ) => CheckOutcome | Promise<CheckOutcome>;
}

export function completedCheck(findings: readonly CheckFinding[]): CheckOutcome {
  return { state: 'done', findings };
}

export function notAutomatedCheck(reason: string): CheckOutcome {
  return { state: 'not automated', reason };
}

/** A finding with what its check says of it. */
export function toReviewFinding(
  { id, dimension }: ReviewCheck,
  found: CheckFinding,
): ReviewFinding {
  return { dimension, check: id, severity: DEFAULT_SEVERITY[dimension], ...found };
}
