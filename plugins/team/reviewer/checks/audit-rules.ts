import type { AuditSeverity } from '../../../audit/index.ts';
import type { ReviewSeverity } from '../review-document.ts';
import { completedCheck, notAutomatedCheck, type ReviewCheck } from './review-check.ts';

const SEVERITIES: Readonly<Record<AuditSeverity, ReviewSeverity>> = {
  CRITICAL: 'Critical',
  HIGH: 'High',
  MEDIUM: 'Medium',
  LOW: 'Low',
};

/** The rules of the audit, on the lines that the branch changes. */
export const AUDIT_RULES: ReviewCheck = {
  id: 'audit-rules',
  dimension: 'best_practices',
  run: async ({ base, head, files }, { audit }) => {
    if (audit === null) return notAutomatedCheck('no audit is available');
    const report = await audit(base, head);
    const own = new Set(files.map(({ path }) => path));
    const completed = report.categories.flatMap((category) =>
      category.status === 'completed' ? [category] : [],
    );
    if (completed.length === 0) return notAutomatedCheck('no auditor completed');
    return completedCheck(
      completed
        .flatMap(({ findings }) => findings)
        .filter(({ file }) => own.has(file))
        .map(({ file, line, severity, rule, issue, recommendation }) => ({
          file,
          line,
          severity: SEVERITIES[severity],
          message: `${rule}: ${issue.replace(/\.$/u, '')}`,
          fix: recommendation.replace(/\.$/u, ''),
        })),
    );
  },
};
