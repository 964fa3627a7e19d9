/** Reports of a scripted worker. */
import type { Worker, Workers } from '../../plugins/team/coordinate/run-team-session.ts';
import type {
  Optimization,
  Priority,
} from '../../plugins/team/session/optimization-summary-and-priority.ts';
import type { Task } from '../../plugins/team/session/session-task.ts';
import type { Completion } from '../../plugins/team/session/task-completion.ts';
import { formatPlan } from '../../plugins/team/strategist/optimization-plan-text.ts';
import {
  createTeamWorkerAnswer,
  answerTeamTask as withoutPlan,
} from './scripted-team-worker-reports.ts';

export function sampleOptimizations(
  count: number,
  priorities: readonly Priority[] = ['P1', 'P0', 'P2', 'P3'],
): Optimization[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `OPT-00${index + 1}`,
    title: `improvement ${index + 1}`,
    priority: priorities[index % priorities.length] ?? 'P1',
    target_files: [`src/${index + 1}.ts`],
    expected_improvement: 'wall_time by 20 %',
    success_criteria: 'wall_time improves by 20 %',
  }));
}

/** A plan that its metadata agree with, as far as they are of {@link optimizationsOf}. */
export function sampleStrategistPlan(optimizations: readonly Optimization[]): string {
  return formatPlan(
    optimizations.map(({ id, title, priority, target_files }) => ({
      id,
      title,
      priority,
      target_files,
      target_bottleneck: `bottleneck of ${id}`,
      strategy: 'cache',
      expected_improvement: { metric: 'wall_time', percent: 20 },
      risk: 'Low',
      success_criteria: [{ scenario: null, metric: 'wall_time', op: 'improves by', value: 20 }],
      guidance: [`Guidance of ${id}`],
    })),
  );
}

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
