/** What a scripted worker reports. */
import type { RoleOutcome } from '../../plugins/team/session/completion.ts';
import type { Role } from '../../plugins/team/session/roles.ts';
import type { Task } from '../../plugins/team/session/task.ts';
import { optimizationsOf, planOf, reportOf } from './team-reports.ts';

export function answerOf(task: Task, how: string): unknown {
  const optimizations = optimizationsOf(3, ['P1']);
  const isSlow = how === 'slow' || (how === 'mended' && task.id === 'BENCH-B02');
  const outcomes: Readonly<Record<Role, RoleOutcome>> = {
    profiler: { role: 'profiler' },
    strategist: {
      ...{ role: 'strategist', plan: planOf(optimizations), optimizations },
      optimization_count: 3,
    },
    optimizer: { role: 'optimizer' },
    benchmarker: {
      ...{ role: 'benchmarker', verdict: isSlow ? 'FAIL' : 'PASS' },
      improvement: isSlow ? null : 'wall_time -20 %',
      regressions: isSlow ? ['wall_time 10 ms to 12 ms'] : [],
    },
    reviewer: { role: 'reviewer', verdict: 'APPROVE', findings: [] },
  };
  const report = reportOf(task, outcomes[task.role]);
  if (how === 'other') return { ...report, task_id: 'IMPL-B09' };
  return how === 'bare' ? { ...report, verification: undefined } : report;
}
