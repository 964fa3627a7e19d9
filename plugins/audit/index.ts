/** Public entry for other plugins. */
export { auditCommit } from './command/audit-commit.ts';
export type { AuditReport, AuditSeverity } from './document/audit-document.ts';
