import { join, relative } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { AuditReport } from '../../harness/model/documents/audit-document.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { tryGit } from '../../harness/snapshot/git/run-git.ts';
import { claimWorktreeFolder } from '../../harness/snapshot/worktree-folders.ts';
import { repositoryTop } from '../repository-top.ts';
import { runAudit } from './audit.ts';

/**
 * Audits the lines that one commit has and another lacks, in a clone of its own, so that the user's
 * tree is only read. Of a folder of a repository, what is below it is audited.
 * `from` null: all that the commit has.
 * @throws UserError where git cannot make the clone.
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
  // A project may be a part of its repository, of which only the whole can be cloned.
  const top = repositoryTop(host.files, repository) ?? repository;
  const tree = join(place, 'tree');
  const root = join(tree, relative(top, repository));
  const git = async (...args: readonly string[]): Promise<void> => {
    const { exit, stderr } = await tryGit(host, args, { cwd: repository, signal });
    if (exit.type === 'code' && exit.code === 0) return;
    const why = stderr.trim().split('\n')[0] ?? '';
    throw new UserError({ code: 'audit-commit', message: `git ${args[0]} failed: ${why}.` });
  };
  try {
    await git('clone', '--quiet', '--shared', '--no-checkout', top, tree);
    await git('-C', tree, 'checkout', '--quiet', '--detach', to);
    return await runAudit(
      host,
      {
        // What it keeps goes with the clone.
        config: { ...config, stateFolder: join(place, 'state') },
        root,
        domain: null,
        failOn: null,
        exclude: null,
        baseline: null,
        changed: from,
        trend: false,
        packs: ['lifecycle'],
        scenario: null,
        reports: [],
      },
      signal,
    );
  } finally {
    host.files.removeIfAllowed(place);
  }
}
