import type {
  AdvisoryFinding,
  AuditFinding,
  CompletedCategory,
} from '../document/audit-document.ts';
import { lowerSeverity } from '../document/audit-severities.ts';
import { recountCategory } from '../scoring/recompute-category-score.ts';

/**
 * Checks whose findings depend on their location (SH6-11): blocking_io, redundant_fetch,
 * transaction_wide and cpu_bound. A missing rollback and row-by-row updates do not, however small
 * their data is.
 */
const WEIGHED: ReadonlySet<string> = new Set([
  'blocking_io_in_async',
  'redundant_fetch',
  'scope_too_wide',
  'missing_to_thread',
]);
/** Number of signals that makes a finding advisory; fewer signals lower it by one severity. */
const ADVISORY = 3;

/** Lowers the severity of findings that matter less at their location, or makes them advisory. */
export function adjustBySignals(
  category: CompletedCategory,
  signalsOf: (finding: AuditFinding) => readonly string[],
): CompletedCategory {
  const advisory: AdvisoryFinding[] = [];
  const findings = category.findings.flatMap((finding) => {
    const signals = WEIGHED.has(finding.check) ? signalsOf(finding) : [];
    if (signals.length === 0) return [finding];
    if (signals.length < ADVISORY) return [lowered(finding, signals)];
    advisory.push({ finding, reason: signals.join('; ') });
    return [];
  });
  return recountCategory(category, { findings, advisory: [...category.advisory, ...advisory] });
}

function lowered(finding: AuditFinding, signals: readonly string[]): AuditFinding {
  const { severity, file, line, evidence } = finding;
  const lower = lowerSeverity(severity);
  if (lower === severity) return finding;
  const text = `${lower} rather than ${severity}: ${signals.join('; ')}`;
  return { ...finding, severity: lower, evidence: [...evidence, { file, line, text }] };
}
