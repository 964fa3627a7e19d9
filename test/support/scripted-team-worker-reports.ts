/** Reports of workers other than strategists; separate: without a plan, no schemas are needed. */

import type { Task } from '../../plugins/team/session/session-task.ts';
import type { CompletedWork, RoleOutcome } from '../../plugins/team/session/task-completion.ts';
import type { Role } from '../../plugins/team/session/workstream.ts';

export function createWorkerReport(
  { id, expected }: Pick<Task, 'id' | 'expected'>,
  outcome: RoleOutcome,
): CompletedWork {
  return {
    status: 'completed',
    task_id: id,
    ref: null,
    key_findings: [],
    decisions: [],
    files_modified: [],
    artifact_path: expected,
    verification: 'looked at',
    outcome,
  };
}

/** @param how - `well`, or a way in which workers fail. */
export function createTeamWorkerAnswer(task: Task, how: string, outcome: RoleOutcome): unknown {
  const report = createWorkerReport(task, outcome);
  if (how === 'other') return { ...report, task_id: 'IMPL-B09' };
  return how === 'bare' ? { ...report, verification: undefined } : report;
}

export function answerTeamTask(task: Task, how: string): unknown {
  const isSlow = how === 'slow' || (how === 'mended' && task.id === 'BENCH-B02');
  const outcomes: Readonly<Record<Exclude<Role, 'strategist'>, RoleOutcome>> = {
    profiler: { role: 'profiler' },
    optimizer: { role: 'optimizer' },
    benchmarker: {
      role: 'benchmarker',
      verdict: isSlow ? 'FAIL' : 'PASS',
      improvement: isSlow ? null : 'wall_time -20 %',
      regressions: isSlow ? ['wall_time 10 ms to 12 ms'] : [],
    },
    reviewer: { role: 'reviewer', verdict: 'APPROVE', findings: [] },
  };
  if (task.role === 'strategist') throw new Error('a plan is written by worker-plan-answer.ts');
  return createTeamWorkerAnswer(task, how, outcomes[task.role]);
}
