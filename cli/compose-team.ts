import type { Host } from '../harness/host.ts';
import type { Config } from '../harness/scenario/config.ts';
import type { AuditReport } from '../plugins/audit/index.ts';
import type { WorkParts } from '../plugins/team/workers/scene.ts';

/** What workers of a team are made of: who proposes, and how changes are made, checked and audited. */
export async function composeTeam(
  host: Host,
  config: Config,
  signal: AbortSignal,
): Promise<WorkParts> {
  const { applyById, checkChanges, composeWorkers } = await import('../plugins/optimize/index.ts');
  const audit = async (from: string | null, to: string): Promise<AuditReport> => {
    const { auditCommit } = await import('../plugins/audit/index.ts');
    const context = { host, config, signal, progress: { measuring: () => undefined } };
    return auditCommit(context, { repository: config.root, from, to });
  };
  return {
    generate: composeWorkers(host, config).generate,
    codemods: applyById,
    check: checkChanges(host),
    database: { root: config.root, ...config.database },
    audit: (from, to) => audit(from, to),
    auditAll: (commit) => audit(null, commit),
  };
}
