/** A team whose workers are programs with scripted behaviour, started as `team-worker` is. */
import { join } from 'node:path';
import { createHost, type Host } from '../../harness/host.ts';
import { newSession } from '../../plugins/team/coordinate/begin.ts';
import type { Standing } from '../../plugins/team/coordinate/lane-state.ts';
import { step } from '../../plugins/team/coordinate/step.ts';
import { openTeamStore, type TeamStore } from '../../plugins/team/store/team-store.ts';
import { committedProject, type GitProject } from './git-project.ts';
import { withLightGit } from './light-git.ts';
import { AT, requestOf } from './team-session.ts';

/** Behaviour of a worker in a test, by task; see team-program.ts. */
export type Conduct = Readonly<Record<string, string>>;

/** A repository with a session of three improvements that has not begun. */
export async function teamOfPrograms(): Promise<{
  readonly host: Host;
  readonly project: GitProject;
  readonly store: TeamStore;
  readonly base: string;
}> {
  const project = committedProject('first', {
    'src/1.ts': 'one\n',
    'src/2.ts': 'one\n',
    'src/3.ts': 'one\n',
    '.gitignore': '.workflow\n',
  });
  const host = withLightGit(createHost({ cwd: project.root }));
  const base = project.git('rev-parse', 'HEAD');
  const session = newSession(requestOf({ mode: 'fan-out', baseCommit: base }), new Date(AT));
  const store = openTeamStore(host, project.root, session.id);
  await store.commit(step(session, [], { type: 'start', at: AT }));
  return { host, project, store, base };
}

/**
 * Returns the command that starts such a worker. @param conduct - Behaviour by name of the task;
 * other tasks succeed.
 */
export function launchOf(conduct: Conduct = {}) {
  const args = [join(import.meta.dirname, 'team-program.ts'), JSON.stringify(conduct)];
  return { file: process.execPath, args };
}

export async function standingIn(store: TeamStore): Promise<Standing> {
  const { session, tasks } = await store.read();
  return { session, tasks: new Map(tasks.map((task) => [task.id, task])) };
}
