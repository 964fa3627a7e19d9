import type { AuditCategory } from 'perf-harness';

/** Whether an auditor has finished with all of its checks. */
export function isWhole(category: AuditCategory): boolean {
  return (
    category.status === 'completed' && category.checks.every(({ status }) => status !== 'error')
  );
}
