import type { AuditCategory, AuditFinding } from '../document/audit-document.ts';
import { sortFindings } from '../scoring/sort-findings.ts';

export interface AuditProblem extends AuditFinding {
  readonly category: string;
  /** Reason why it does not count, or null if it does. */
  readonly reason: string | null;
}

export interface AuditProblems {
  /** Findings that lower a score, whatever their evidence. */
  readonly counted: readonly AuditProblem[];
  readonly advisory: readonly AuditProblem[];
}

/**
 * Collects findings by severity, most severe first, then by path, line and rule, so that the report
 * does not depend on the order in which they were found (AUD-19).
 */
export function collectAuditProblems(categories: readonly AuditCategory[]): AuditProblems {
  const completed = categories.filter((category) => category.status === 'completed');
  return {
    counted: sortFindings(
      completed.flatMap(({ category, findings }) =>
        findings.map((finding) => ({ ...finding, category, reason: null })),
      ),
    ),
    advisory: sortFindings(
      completed.flatMap(({ category, advisory, suppressed }) => [
        ...advisory.map(({ finding, reason }) => ({ ...finding, category, reason })),
        ...suppressed.map(({ finding, by, reason }) => ({
          ...finding,
          category,
          reason: `Suppressed by ${by}: ${reason}`,
        })),
      ]),
    ),
  };
}
