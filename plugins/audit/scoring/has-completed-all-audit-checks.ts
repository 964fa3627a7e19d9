import type { AuditCategory } from '../document/audit-document.ts';

/** True if an auditor completed all of its checks. */
export function isCompleteCategory(category: AuditCategory): boolean {
  return (
    category.status === 'completed' && category.checks.every(({ status }) => status !== 'error')
  );
}
