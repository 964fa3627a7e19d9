/** Reports of a scripted worker. */
import type { Task } from '../../plugins/team/session/task.ts';
import { answerWith, answerOf as withoutPlan } from './team-report-of.ts';
import { optimizationsOf, planOf } from './team-reports.ts';

export function answerOf(task: Task, how: string): unknown {
  if (task.role !== 'strategist') return withoutPlan(task, how);
  const optimizations = optimizationsOf(3, ['P1']);
  return answerWith(task, how, {
    role: 'strategist',
    plan: planOf(optimizations),
    optimizations,
    optimization_count: 3,
  });
}
