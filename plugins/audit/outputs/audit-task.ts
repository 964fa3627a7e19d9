import { join } from 'node:path';
import type { Finding, Host } from 'perf-harness/plugin';
import { z } from 'zod';
import type {
  AuditCategory,
  AuditFinding,
  AuditReport,
  AuditSeverity,
} from '../document/audit-document.ts';
import { AUDIT_SEVERITIES } from '../document/audit-severities.ts';

const TASK_FILE = 'task.json';

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

/** Task tracker of a team. Without a tracker, the task stays a file (AUD-21). */
export interface TaskTracker {
  readonly name: string;
  /** Creates one task, and returns its URL. @throws Error with the reason why it could not. */
  readonly create: (task: AuditTask, signal: AbortSignal) => Promise<{ readonly url: string }>;
}

interface TaskRequest {
  readonly folder: string;
  /** Full report, used as the description of the task. */
  readonly text: string;
  readonly tracker: TaskTracker | null;
  readonly signal: AbortSignal;
}

/**
 * Writes the task of an audit, and creates it in a tracker if one is configured. If the tracker
 * fails, only its issue is missing, since the file exists.
 */
export async function submitAuditTask(
  { files }: Pick<Host, 'files'>,
  { date, categories, context }: AuditReport,
  { folder, text, tracker, signal }: TaskRequest,
): Promise<{ readonly task: AuditTask | null; readonly findings: readonly Finding[] }> {
  const path = join(folder, TASK_FILE);
  const wanted = createAuditTask(categories, { date, team: context.team_id, description: text });
  files.writeAtomic(path, `${JSON.stringify(wanted, null, 2)}\n`);
  const written = auditTaskSchema.safeParse(JSON.parse(files.read(path) ?? 'null'));
  const task = written.success ? written.data : null;
  if (tracker === null || task === null) return { task, findings: [] };
  try {
    const { url } = await tracker.create(task, signal);
    const message = `${tracker.name} created the task: ${url}.`;
    return { task, findings: [{ id: 'audit-task-created', level: 'info', message }] };
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    const message = `${tracker.name} did not create the task: ${why}.`;
    const remedy = `Create the task manually from ${path}.`;
    return { task, findings: [{ id: 'audit-tracker-failed', level: 'warning', message, remedy }] };
  }
}
