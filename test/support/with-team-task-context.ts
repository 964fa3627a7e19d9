/** A team's task with all its worker reads: real repository, session folder, worktrees. */
import { openWorktrees } from '../../plugins/optimize/strike/trial-worktrees.ts';
import {
  createSessionFolders,
  openTeamStore,
} from '../../plugins/team/store/team-session-store.ts';
import { openWorkerFiles } from '../../plugins/team/workers/worker-settings-profile-and-change-files.ts';
import type {
  TaskContext,
  WorkerDependencies,
} from '../../plugins/team/workers/worker-task-context.ts';
import type { HypothesisProject } from './optimization-hypothesis-project.ts';
import type { SimulatedTeam } from './simulated-team-session.ts';

/** Task to run in its context; dependencies that are left out must not be used. */
export interface TeamTaskContextRequest {
  readonly project: HypothesisProject;
  readonly team: SimulatedTeam;
  /** A task that can begin. */
  readonly task: string;
  readonly dependencies?: Partial<WorkerDependencies>;
}

/** Claims the task, runs the callback in its context, and removes its worktrees. */
export async function withTeamTaskContext<T>(
  { project, team, task: id, dependencies = {} }: TeamTaskContextRequest,
  act: (context: TaskContext) => Promise<T>,
): Promise<T> {
  const { host, root } = project;
  const { signal } = new AbortController();
  const task = team.claim(id);
  if (task.status !== 'in_progress') throw new Error(`${id} is ${task.status}`);
  const store = openTeamStore(host, root, team.session.id);
  createSessionFolders(host, store.paths);
  const start = project.git('rev-parse', 'HEAD');
  const worktrees = await openWorktrees(host, { root, slug: 'scene', cycle: 1, start, signal });
  try {
    return await act({
      ...team.standing,
      host,
      root,
      store,
      task,
      worktrees,
      signal,
      work: openWorkerFiles(host, store.paths),
      // Sound: missing dependencies are not used.
      dependencies: dependencies as WorkerDependencies,
    });
  } finally {
    await worktrees.close();
  }
}
