/** One task of a team with all that its worker looks at: a real repository, session folder and worktrees. */
import { openWorktrees } from '../../plugins/optimize/strike/worktree.ts';
import { openTeamStore, prepareFolder } from '../../plugins/team/store/team-store.ts';
import type { Scene, WorkParts } from '../../plugins/team/workers/scene.ts';
import { openWorkFiles } from '../../plugins/team/workers/work-files.ts';
import type { StrikeProject } from './strike-project.ts';
import type { PlayedTeam } from './team-session.ts';

/** Task to run in its context; parts that are not given are never used. */
export interface SceneRequest {
  readonly project: StrikeProject;
  readonly team: PlayedTeam;
  /** A task that can begin. */
  readonly task: string;
  readonly parts?: Partial<WorkParts>;
}

/** Claims the task, has something done in its scene, and takes its worktrees away. */
export async function inScene<T>(
  { project, team, task: id, parts = {} }: SceneRequest,
  act: (scene: Scene) => Promise<T>,
): Promise<T> {
  const { host, root } = project;
  const { signal } = new AbortController();
  const task = team.claim(id);
  if (task.status !== 'in_progress') throw new Error(`${id} is ${task.status}`);
  const store = openTeamStore(host, root, team.session.id);
  prepareFolder(host, store.paths);
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
      work: openWorkFiles(host, store.paths),
      // Sound: missing parts are not used.
      parts: parts as WorkParts,
    });
  } finally {
    await worktrees.close();
  }
}
