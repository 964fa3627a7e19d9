import { z } from 'zod';
import type { AuditCategory, AuditFinding, AuditSeverity } from '../document/audit-document.ts';
import { AUDIT_SEVERITIES } from '../document/audit-severities.ts';

/** File of the audit folder with the one task that the audit creates. */
export const TASK_FILE = 'task.json';

export const auditTaskSchema = z
  .object({
    schema: z.literal('perf-harness/audit-task@1'),
    epic: z.literal('Epic 0'),
    title: z.string().regex(/^Persistence & Performance Audit: \d{4}-\d{2}-\d{2}$/u),
    description: z.string().min(1),
    labels: z.array(z.string()).readonly(),
    team: z.string().nullable(),
    priority: z.enum(['urgent', 'high', 'medium', 'low', 'none']),
  })
  .readonly();
/** Task that an audit creates for a project (AUD-21). */
export type AuditTask = z.infer<typeof auditTaskSchema>;

const PRIORITIES: Readonly<Record<AuditSeverity, AuditTask['priority']>> = {
  CRITICAL: 'urgent',
  HIGH: 'high',
  MEDIUM: 'medium',
  LOW: 'low',
};

/** @param description - The full report. */
export function createAuditTask(
  categories: readonly AuditCategory[],
  { date, team, description }: { date: string; team: string | null; description: string },
): AuditTask {
  const found = categories.flatMap((category): readonly AuditFinding[] =>
    category.status === 'completed' ? category.findings : [],
  );
  const worst = AUDIT_SEVERITIES.find((severity) =>
    found.some((finding) => finding.severity === severity),
  );
  return {
    schema: 'perf-harness/audit-task@1',
    epic: 'Epic 0',
    title: `Persistence & Performance Audit: ${date}`,
    description,
    labels: ['refactoring', 'performance', 'audit'],
    team,
    priority: worst === undefined ? 'none' : PRIORITIES[worst],
  };
}
