import { join } from 'node:path';
import type { Finding, Host } from 'perf-harness/plugin';
import type { AuditReport } from '../document/audit-document.ts';
import type { TaskTracker } from '../trackers/task-tracker.ts';
import {
  type AuditTask,
  auditTaskSchema,
  createAuditTask,
  TASK_FILE,
} from './issue-tracker-task-for-audit-findings.ts';

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
