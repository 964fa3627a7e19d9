import type { AuditCategory } from '../document/audit-document.ts';

export function isCompleteCategory(category: AuditCategory): boolean {
  return (
    category.status === 'completed' && category.checks.every(({ status }) => status !== 'error')
  );
}
