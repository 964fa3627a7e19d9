/** Reports of a scripted worker. */
import type { Worker, Workers } from '../../plugins/team/coordinate/run-team-session.ts';
import type { Task } from '../../plugins/team/session/session-task.ts';
import type { Completion } from '../../plugins/team/session/task-completion.ts';
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

/** The same worker for each role. */
export function workersOfEachRole(run: Worker['run']): Workers {
  const worker: Worker = { run };
  return {
    profiler: worker,
    strategist: worker,
    optimizer: worker,
    benchmarker: worker,
    reviewer: worker,
  };
}

/** Workers that answer at once, without a process. */
export function createAnsweringWorkers(how = 'well'): Workers {
  // Sound: the driver checks the reports of workers.
  return workersOfEachRole(async (task) => answerTeamTaskWithPlan(task, how) as Completion);
}
