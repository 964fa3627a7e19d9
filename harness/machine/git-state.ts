import type { Host } from '../host.ts';
import type { Environment } from '../model/environment.ts';

/** Longer than git takes in a large repository with a cold cache; a run must not wait for more. */
const TIMEOUT_MS = 3_000;
/** Enough for the head lines and a first changed file; the list itself is of no interest. */
const MAX_OUTPUT = 65_536;

/** Commit, branch and cleanness of the working tree; null without git, repository or commit. */
export async function readGitState(host: Host): Promise<Environment['git']> {
  const { exit, stdout, timedOut } = await host.processes.exec({
    file: 'git',
    args: ['status', '--porcelain=v2', '--branch'],
    cwd: host.cwd,
    // Looking must not take the index's lock from the user's own git.
    env: { GIT_OPTIONAL_LOCKS: '0' },
    timeoutMs: TIMEOUT_MS,
    maxOutput: MAX_OUTPUT,
  });
  if (timedOut || exit.type !== 'code' || exit.code !== 0) return null;
  return parseGitStatus(stdout);
}

/** Reads `git status --porcelain=v2 --branch`. */
export function parseGitStatus(text: string): Environment['git'] {
  const lines = text.split('\n').filter((line) => line !== '');
  const header = (name: string): string | null => {
    const prefix = `# branch.${name} `;
    return lines.find((line) => line.startsWith(prefix))?.slice(prefix.length) ?? null;
  };
  const commit = header('oid');
  if (commit === null || commit === '(initial)') return null;
  const branch = header('head');
  return {
    commit,
    branch: branch === '(detached)' ? null : branch,
    dirty: lines.some((line) => !line.startsWith('#')),
  };
}
