/** Public entry for other plugins. */
export { auditCommit } from './command/run-audit.ts';
export type { AuditReport, AuditSeverity } from './document/audit-document.ts';
