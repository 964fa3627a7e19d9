import type {
  AuditCategory,
  AuditCheck,
  AuditFinding,
  AuditSeverity,
  CompletedCategory,
  SeverityCounts,
} from '../document/audit-document.ts';
import { sortFindings } from './sort-findings.ts';

/** Deduction from the score of ten for one finding of each severity (SH6-01). */
const PENALTIES: Readonly<Record<keyof SeverityCounts, number>> = {
  critical: 2,
  high: 1,
  medium: 0.5,
  low: 0.2,
};
const KEYS: Readonly<Record<AuditSeverity, keyof SeverityCounts>> = {
  CRITICAL: 'critical',
  HIGH: 'high',
  MEDIUM: 'medium',
  LOW: 'low',
};

export const ZERO_SEVERITY_COUNTS: SeverityCounts = { critical: 0, high: 0, medium: 0, low: 0 };

export function countSeverities(
  findings: readonly Pick<AuditFinding, 'severity'>[],
): SeverityCounts {
  const counts = { ...ZERO_SEVERITY_COUNTS };
  for (const { severity } of findings) counts[KEYS[severity]] += 1;
  return counts;
}

export function sumSeverityCounts(all: readonly SeverityCounts[]): SeverityCounts {
  return all.reduce(
    (sum, counts) => ({
      critical: sum.critical + counts.critical,
      high: sum.high + counts.high,
      medium: sum.medium + counts.medium,
      low: sum.low + counts.low,
    }),
    ZERO_SEVERITY_COUNTS,
  );
}

/** Returns ten minus the penalties, to one decimal, and at least zero (SH6-01). */
export function computeScore({ critical, high, medium, low }: SeverityCounts): number {
  // Calculated in tenths, which are integers, since sums of binary fractions do not give exactly
  // 5.9.
  const penalty =
    10 *
    (PENALTIES.critical * critical +
      PENALTIES.high * high +
      PENALTIES.medium * medium +
      PENALTIES.low * low);
  return Math.max(0, 100 - Math.round(penalty)) / 10;
}

/** Returns a category's score; null if one of its checks failed, as its findings are unknown. */
export function computeCategoryScore(
  checks: readonly Pick<AuditCheck, 'status'>[],
  counts: SeverityCounts,
): number | null {
  return checks.some(({ status }) => status === 'error') ? null : computeScore(counts);
}

/** Returns the mean, to one decimal; null if there are no scores (AUD-18). */
export function computeMeanScore(scores: readonly number[]): number | null {
  if (scores.length === 0) return null;
  const sum = scores.reduce((all, score) => all + score, 0);
  return Math.round((10 * sum) / scores.length) / 10;
}

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

export function isCompleteCategory(category: AuditCategory): boolean {
  return (
    category.status === 'completed' && category.checks.every(({ status }) => status !== 'error')
  );
}
