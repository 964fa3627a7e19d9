import type { AuditSeverity } from '../document/audit-document.ts';

/** From the worst on. */
export const SEVERITIES: readonly AuditSeverity[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

export function isAsSevere(severity: AuditSeverity, limit: AuditSeverity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(limit);
}
