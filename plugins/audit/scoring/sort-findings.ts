import type { AuditFinding } from '../document/audit-document.ts';
import { AUDIT_SEVERITIES } from '../document/audit-severities.ts';

/** Sorts by severity (worst first), path, line, rule; equal findings, equal reports (AUD-19). */
export function sortFindings<Found extends AuditFinding>(
  findings: readonly Found[],
): readonly Found[] {
  return [...findings].sort(
    (a, b) =>
      AUDIT_SEVERITIES.indexOf(a.severity) - AUDIT_SEVERITIES.indexOf(b.severity) ||
      compare(a.file, b.file) ||
      a.line - b.line ||
      compare(a.rule, b.rule),
  );
}

/** Compares by code units, regardless of the machine's locale. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
