import type { AuditCheck, AuditFinding, CompletedCategory } from '../document/audit-document.ts';
import { computeCategoryScore, countSeverities } from './compute-score.ts';
import { sortFindings } from './sort-findings.ts';

/** Parts of a category that a filter may change. */
type Changes = Partial<Pick<CompletedCategory, 'findings' | 'advisory' | 'suppressed' | 'remarks'>>;

/** Recomputes a category's counts, score and checks after findings were moved (SH6-12). */
export function recountCategory(category: CompletedCategory, changes: Changes): CompletedCategory {
  const changed = { ...category, ...changes };
  const findings = sortFindings(changed.findings);
  const counts = countSeverities(findings);
  return {
    ...changed,
    findings,
    // A category without a score, because no files were read, remains without one.
    score: changed.score === null ? null : computeCategoryScore(changed.checks, counts),
    total_issues: findings.length,
    severity_counts: counts,
    checks: changed.checks.map((check) => checkAfter(check, changed)),
  };
}

export function deriveCheckStatus(
  findings: readonly Pick<AuditFinding, 'severity'>[],
): AuditCheck['status'] {
  if (findings.length === 0) return 'passed';
  const isGrave = findings.some(({ severity }) => severity === 'CRITICAL' || severity === 'HIGH');
  return isGrave ? 'failed' : 'warning';
}

function checkAfter(check: AuditCheck, category: CompletedCategory): AuditCheck {
  if (check.status === 'skipped' || check.status === 'error') return check;
  const { dismissed, advisory, suppressed } = category;
  const findings = category.findings.filter((finding) => finding.check === check.id);
  const others = [
    [dismissed.filter((finding) => finding.check === check.id).length, 'dismissed'],
    [advisory.filter(({ finding }) => finding.check === check.id).length, 'advisory'],
    [suppressed.filter(({ finding }) => finding.check === check.id).length, 'suppressed'],
  ] as const;
  const mentioned = others.filter(([count, word]) => count > 0 || word === 'dismissed');
  const details = [[findings.length, 'found'] as const, ...mentioned].map((detail) =>
    detail.join(' '),
  );
  return { ...check, status: deriveCheckStatus(findings), details: details.join(', ') };
}
