import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { AuditReport } from '../../harness/model/documents/audit-document.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { tryGit } from '../../harness/snapshot/git/run-git.ts';
import { claimWorktreeFolder } from '../../harness/snapshot/worktree-folders.ts';
import { runAudit } from './audit.ts';

/**
 * Audits the lines that one commit has and another lacks, in a clone of its own, so that the user's
 * tree is only read. `from` null: all that it has. @throws UserError where git cannot make it.
 */
export async function auditCommit(
  host: Host,
  config: Config,
  {
    repository,
    from,
    to,
  }: { readonly repository: string; readonly from: string | null; readonly to: string },
  signal: AbortSignal,
): Promise<AuditReport> {
  const place = claimWorktreeFolder(host);
  const root = join(place, 'tree');
  const git = async (...args: readonly string[]): Promise<void> => {
    const { exit, stderr } = await tryGit(host, args, { cwd: repository, signal });
    if (exit.type === 'code' && exit.code === 0) return;
    const why = stderr.trim().split('\n')[0] ?? '';
    throw new UserError({ code: 'audit-commit', message: `git ${args[0]} failed: ${why}.` });
  };
  try {
    await git('clone', '--quiet', '--shared', '--no-checkout', repository, root);
    await git('-C', root, 'checkout', '--quiet', '--detach', to);
    return await runAudit(
      host,
      {
        // What it keeps goes with the clone.
        config: { ...config, stateFolder: join(place, 'state') },
        ...{ root, domain: null, failOn: null, exclude: null, baseline: null, changed: from },
        ...{ trend: false, packs: ['lifecycle'], scenario: null, reports: [] },
      },
      signal,
    );
  } finally {
    host.files.removeIfAllowed(place);
  }
}
