import { checkAudit } from '../harness/gate/check-audit.ts';
import type { Host } from '../harness/host.ts';
import type { AuditCheck, GateBase } from '../harness/model/documents/gate-document.ts';
import { shownWords } from '../harness/model/shell-quote.ts';
import { shortCommit } from '../harness/model/short-commit.ts';
import { readAudit } from '../options/audit.ts';
import { repeatedProject } from '../options/groups/project.ts';
import type { Flags } from '../registry/option.ts';
import { runAudit } from './commands/audit.ts';
import type { GATE_OPTIONS } from './commands/gate/options.ts';

/**
 * What a gate asks of the lines that changed since its base; null: it asks nothing.
 * @throws UserError for a severity that there is not.
 */
export async function auditOfChanges(
  host: Host,
  flags: Flags<typeof GATE_OPTIONS>,
): Promise<((base: GateBase, signal: AbortSignal) => Promise<AuditCheck>) | null> {
  const { audit: asked, config, stateDir } = flags;
  if (asked === undefined) return null;
  const project = {
    ...(config !== undefined && { config }),
    ...(stateDir !== undefined && { stateDir }),
  };
  const options = await readAudit(host, { ...project, failOn: asked });
  const severity = options.failOn ?? 'HIGH';
  return async ({ commit }, signal) => {
    const report = await runAudit(host, { ...options, changed: commit }, signal);
    const again = ['--changed', shortCommit(commit), '--fail-on', severity.toLowerCase()];
    const reproduce = shownWords([
      'perf-harness',
      'audit',
      ...again,
      ...repeatedProject(host, project),
    ]);
    return checkAudit(report, severity, reproduce);
  };
}
