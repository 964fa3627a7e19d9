import type { AuditFinding } from '../document/audit-document.ts';
import { SEVERITY_ORDER } from './severity-order.ts';

/** The worst first; those as bad by path, line and rule, so that the same findings give the same report (AUD-19). */
export function sortFindings(findings: readonly AuditFinding[]): readonly AuditFinding[] {
  return [...findings].sort(
    (a, b) =>
      SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity) ||
      compare(a.file, b.file) ||
      a.line - b.line ||
      compare(a.rule, b.rule),
  );
}

/** By code units, whatever the language of the machine. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
