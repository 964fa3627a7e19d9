import { join } from 'node:path';
import { EXIT, type Host, UserError } from 'perf-harness';
import { FOLDER, pathsOf } from './layout.ts';
import { openTeamStore } from './team-store.ts';

/** The sessions of a project by their names. */
export function sessionsIn({ files }: Host, root: string): readonly string[] {
  return files
    .list(join(root, FOLDER))
    .filter(
      (id) => files.isFile(pathsOf(root, id).session) || files.isFile(pathsOf(root, id).commit),
    );
}

/**
 * The session that is meant: the one that is named, or the only one that is not completed.
 * @throws UserError where there is none, or where several can be meant.
 */
export async function findSession(host: Host, root: string, named: string | null): Promise<string> {
  const all = sessionsIn(host, root);
  if (named !== null) {
    if (all.includes(named)) return named;
    const there = all.length === 0 ? 'there are none' : `there are ${all.join(', ')}`;
    throw unclear(`There is no session ${named}; ${there}.`, 'Name one of them with --session.');
  }
  const open: string[] = [];
  for (const id of all) if (await isOpen(host, root, id)) open.push(id);
  const [only, ...others] = open;
  if (only !== undefined && others.length === 0) return only;
  throw only === undefined
    ? unclear(
        all.length === 0 ? 'No team was begun here.' : 'All sessions are completed.',
        'Begin one with `perf-harness team run`, or name one with --session.',
      )
    : unclear(`Several sessions can be meant: ${open.join(', ')}.`, 'Name one with --session.');
}

/** One that cannot be read is open too: whoever means it is told what is wrong with it. */
async function isOpen(host: Host, root: string, id: string): Promise<boolean> {
  try {
    const { session } = await openTeamStore(host, root, id).read();
    return session.status !== 'completed';
  } catch (error) {
    if (error instanceof UserError) return true;
    throw error;
  }
}

function unclear(message: string, remedy: string): UserError {
  return new UserError({ code: 'which-session', message, remedy, exitCode: EXIT.usage });
}
