/** Reports of a scripted worker. */
import type { Task } from '../../plugins/team/session/session-task.ts';
import { sampleOptimizations, sampleStrategistPlan } from './sample-strategist-plan.ts';
import {
  createTeamWorkerAnswer,
  answerTeamTask as withoutPlan,
} from './scripted-team-worker-reports.ts';

export function answerTeamTaskWithPlan(task: Task, how: string): unknown {
  if (task.role !== 'strategist') return withoutPlan(task, how);
  const optimizations = sampleOptimizations(3, ['P1']);
  return createTeamWorkerAnswer(task, how, {
    role: 'strategist',
    plan: sampleStrategistPlan(optimizations),
    optimizations,
    optimization_count: 3,
  });
}
