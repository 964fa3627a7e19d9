import type { AuditSeverity } from '../document/audit-document.ts';

/** From the worst on. */
export const SEVERITY_ORDER: readonly AuditSeverity[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

export function isAtLeastAsSevere(severity: AuditSeverity, limit: AuditSeverity): boolean {
  return SEVERITY_ORDER.indexOf(severity) <= SEVERITY_ORDER.indexOf(limit);
}
