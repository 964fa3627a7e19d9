/** A team whose workers are programs with scripted behaviour, started as `team-worker` is. */
import { join } from 'node:path';
import { createHost, type Host } from '../../harness/host.ts';
import { reduceSession } from '../../plugins/team/coordinate/session-reducer.ts';
import { createSession } from '../../plugins/team/session/team-session.ts';
import { openTeamStore, type TeamStore } from '../../plugins/team/store/team-session-store.ts';
import { createCommittedProject, type GitProject } from './git-project.ts';
import { withUnguardedGit } from './run-git-without-process-guardian.ts';
import { SESSION_TIME, sampleTeamRequest } from './simulated-team-session.ts';

/** Behaviour of a worker in a test, by task; see scripted-team-worker-child.ts. */
export type WorkerBehaviours = Readonly<Record<string, string>>;

/** A repository with a session of three improvements that has not begun. */
export async function createScriptedTeam(): Promise<{
  readonly host: Host;
  readonly project: GitProject;
  readonly store: TeamStore;
  readonly base: string;
}> {
  const project = createCommittedProject('first', {
    'src/1.ts': 'one\n',
    'src/2.ts': 'one\n',
    'src/3.ts': 'one\n',
    '.gitignore': '.workflow\n',
  });
  const host = withUnguardedGit(createHost({ cwd: project.root }));
  const base = project.git('rev-parse', 'HEAD');
  const session = createSession(
    sampleTeamRequest({ mode: 'fan-out', baseCommit: base }),
    new Date(SESSION_TIME),
  );
  const store = openTeamStore(host, project.root, session.id);
  await store.commit(
    reduceSession({ session, tasks: new Map() }, { type: 'start', at: SESSION_TIME }),
  );
  return { host, project, store, base };
}

/** Returns the command of such a worker. @param conduct - Behaviour by task; others succeed. */
export function workerCommand(conduct: WorkerBehaviours = {}) {
  const args = [
    join(import.meta.dirname, 'scripted-team-worker-child.ts'),
    JSON.stringify(conduct),
  ];
  return { file: process.execPath, args };
}
