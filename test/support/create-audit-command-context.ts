import type { Host } from '../../harness/host.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import type { AuditCommandContext } from '../../plugins/audit/command/run-audit.ts';

/** Parts of a command's context that an audit works with. */
export function createAuditContext(
  host: Host,
  config: Config,
  signal: AbortSignal,
): AuditCommandContext {
  return { host, config, signal, progress: { measuring: () => undefined } };
}
