import type { AuditFinding } from '../document/audit-document.ts';
import { SEVERITY_ORDER } from './severity-order.ts';

/** Sorts by severity (worst first), path, line, rule; equal findings, equal reports (AUD-19). */
export function sortFindings(findings: readonly AuditFinding[]): readonly AuditFinding[] {
  return [...findings].sort(
    (a, b) =>
      SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity) ||
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
