import type { AuditFinding } from '../../../harness/model/documents/audit-document.ts';
import { AUDIT_SEVERITIES } from '../../../harness/model/documents/audit-severities.ts';

type Ranked = Pick<AuditFinding, 'severity' | 'file' | 'line' | 'rule'>;

/**
 * The worst first; those as bad by path, line and rule: in whatever order they were found, the report is the
 * same (AUD-19).
 */
export function worstFirst(a: Ranked, b: Ranked): number {
  return (
    AUDIT_SEVERITIES.indexOf(a.severity) - AUDIT_SEVERITIES.indexOf(b.severity) ||
    byCodeUnits(a.file, b.file) ||
    a.line - b.line ||
    byCodeUnits(a.rule, b.rule)
  );
}

/** Not by language: that differs from machine to machine. */
function byCodeUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
