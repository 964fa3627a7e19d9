import type { AuditLines } from '../../../investigate/index.ts';
import type { Dimension } from '../../session/benchmark-and-review-verdicts.ts';
import type { BranchDiff } from '../read/branch-diff.ts';
import { DEFAULT_SEVERITY, type ReviewFinding } from '../review-document.ts';

/** Input of a check in addition to the branch. */
export interface ReviewSettings {
  /** The project that the user works in, absolute; it is only read. */
  readonly root: string;
  /** Command as typed in a shell; null if the project has no tests. */
  readonly testCommand: string | null;
  /** Files that the plan names for this branch; null if there is no plan. */
  readonly targetFiles: readonly string[] | null;
  /** Audits the lines of one commit that another lacks; null if no auditor is available. */
  readonly audit: AuditLines | null;
}

/** Findings of a check, or the reason why it cannot be made. */
export type CheckOutcome =
  | { readonly state: 'done'; readonly findings: readonly CheckFinding[] }
  | { readonly state: 'not automated'; readonly reason: string };

/** Finding without the fields common to all findings of its check. */
export type CheckFinding = Pick<ReviewFinding, 'file' | 'line' | 'message' | 'fix'> &
  Partial<Pick<ReviewFinding, 'severity'>>;

/** Checks one aspect of a branch. Read-only (TPR-07). */
export interface ReviewCheck {
  readonly id: string;
  readonly dimension: Dimension;
  readonly run: (
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

/** Completes a finding with the fields of its check. */
export function toReviewFinding(
  { id, dimension }: ReviewCheck,
  found: CheckFinding,
): ReviewFinding {
  return { dimension, check: id, severity: DEFAULT_SEVERITY[dimension], ...found };
}
