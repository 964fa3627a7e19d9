import { join } from 'node:path';
import { EXIT, type Host, UserError } from 'perf-harness/plugin';
import type { SessionState } from '../coordinate/workstream-state-from-tasks.ts';
import {
  resolveSessionPaths,
  SESSIONS_FOLDER,
  type SessionPaths,
} from '../session/session-artifact-paths.ts';
import { openTeamStore } from './team-session-store.ts';

export function listSessions({ files }: Host, root: string): readonly string[] {
  return files
    .list(join(root, SESSIONS_FOLDER))
    .filter(
      (id) =>
        files.isFile(resolveSessionPaths(root, id).session) ||
        files.isFile(resolveSessionPaths(root, id).commit),
    );
}

type SessionFilter = (state: SessionState, paths: SessionPaths) => boolean;

/**
 * Finds the session by name, or the only session that is not completed.
 * @param isMeantStill - True for a completed session to consider if all are completed. Default:
 * none.
 * @throws UserError where there is none, or several match.
 */
export async function findSession(
  host: Host,
  root: string,
  named: string | null,
  isMeantStill: SessionFilter = () => false,
): Promise<string> {
  const all = listSessions(host, root);
  if (named !== null) {
    if (all.includes(named)) return named;
    const there = all.length === 0 ? 'there are none' : `there are ${all.join(', ')}`;
    throw unclear(
      `There is no session ${named}; ${there}.`,
      'Pass an existing session with --session.',
    );
  }
  // Also unreadable sessions, whose use reports the problem.
  const select = async (isMeant: SessionFilter): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const id of all) {
      const { paths, read } = openTeamStore(host, root, id);
      const isMatching = await read().then(
        (stored) => isMeant(stored, paths),
        (error: unknown) => {
          if (error instanceof UserError) return true;
          throw error;
        },
      );
      if (isMatching) found.push(id);
    }
    return found;
  };
  const notCompleted = await select(({ session }) => session.status !== 'completed');
  const open = notCompleted.length > 0 ? notCompleted : await select(isMeantStill);
  const [only, ...others] = open;
  if (only !== undefined && others.length === 0) return only;
  throw only === undefined
    ? unclear(
        all.length === 0 ? 'No team has been started here.' : 'All sessions are completed.',
        'Start a team with `perf-harness team run`, or choose a session with --session.',
      )
    : unclear(`The session is ambiguous: ${open.join(', ')}.`, 'Choose a session with --session.');
}

function unclear(message: string, remedy: string): UserError {
  return new UserError({ code: 'which-session', message, remedy, exitCode: EXIT.usage });
}
