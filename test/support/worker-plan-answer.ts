/** Reports of a scripted worker. */
import type { Task } from '../../plugins/team/session/task.ts';
import { sampleOptimizations, samplePlan } from './sample-optimizations.ts';
import { createWorkerAnswer, answerOf as withoutPlan } from './worker-report.ts';

export function answerOf(task: Task, how: string): unknown {
  if (task.role !== 'strategist') return withoutPlan(task, how);
  const optimizations = sampleOptimizations(3, ['P1']);
  return createWorkerAnswer(task, how, {
    role: 'strategist',
    plan: samplePlan(optimizations),
    optimizations,
    optimization_count: 3,
  });
}
