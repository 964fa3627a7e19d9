import type { Task } from '../session/session-task.ts';
import type { Completion } from '../session/task-completion.ts';

/** Report of a worker that could not do its task. */
export function failedCompletion(
  { id }: Pick<Task, 'id'>,
  reason: string,
  keyFindings: readonly string[] = [],
): Extract<Completion, { readonly status: 'failed' }> {
  return {
    status: 'failed',
    task_id: id,
    ref: null,
    key_findings: [...keyFindings],
    decisions: [],
    files_modified: [],
    artifact_path: null,
    verification: 'not verified, because the task failed',
    reason: reason.trim() === '' ? 'no reason given' : reason,
  };
}
