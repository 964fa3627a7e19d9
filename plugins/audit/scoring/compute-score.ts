import type {
  AuditCheck,
  AuditFinding,
  AuditSeverity,
  SeverityCounts,
} from '../document/audit-document.ts';

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
