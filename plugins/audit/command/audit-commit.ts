import { git } from 'perf-harness/plugin';
import type { AuditReport } from '../document/audit-document.ts';
import { type AuditCommandContext, auditProject } from './run-audit.ts';

/**
 * Audits the lines that one commit has and another lacks, in a separate clone, so that the user's
 * tree is only read. If the folder is below the root of its repository, only that folder is
 * audited. `from` null: all lines of the commit.
 * @throws UserError if git cannot create the clone.
 */
export function auditCommit(
  context: AuditCommandContext,
  {
    repository,
    from,
    to,
  }: { readonly repository: string; readonly from: string | null; readonly to: string },
): Promise<AuditReport> {
  const { host, config, signal } = context;
  return git.withClone(host, { folder: repository, commit: to, signal }, ({ root, stateFolder }) =>
    // The state of the audit is removed with the clone.
    auditProject(
      { ...context, config: { ...config, stateFolder } },
      {
        root,
        domain: null,
        failOn: null,
        countsSuspected: true,
        exclude: null,
        baseline: null,
        changed: from,
        trend: false,
        packs: ['lifecycle'],
        run: null,
      },
    ),
  );
}
