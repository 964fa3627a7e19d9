import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { isFine, tryGit } from '../../harness/snapshot/git/run-git.ts';

/** The name that git has of who writes. @throws UserError where it has none. */
export async function authorOf(host: Host, root: string, signal: AbortSignal): Promise<string> {
  try {
    const result = await tryGit(host, ['config', 'user.name'], { cwd: root, signal });
    const name = isFine(result) ? result.stdout.trim() : '';
    if (name !== '') return name;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  throw new UserError({
    code: 'history-author',
    message: 'git has no name for who decides.',
    remedy: 'Tell it: git config user.name "Your Name"',
  });
}
