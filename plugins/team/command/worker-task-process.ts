import { type Config, configuration, type Host } from 'perf-harness/plugin';
import { type AuditReport, auditCommit } from '../../audit/index.ts';
import { checkChanges, composeWorkers, optimizeSettings } from '../../optimize/index.ts';
import { combineBranches } from '../combine/combine-and-measure-passed-branches.ts';
import { runTask } from '../workers/run-team-task.ts';
import type { WorkerDependencies } from '../workers/worker-task-context.ts';

/**
 * Runs a worker with the arguments `<session> <task> <attempt>`, as the coordinator has claimed the
 * task; everything else is read from the session folder. The task `combine` measures the
 * combination of the passed branches.
 */
export async function runTaskProcess(
  host: Host,
  args: readonly string[],
  signal: AbortSignal,
): Promise<unknown> {
  const [session = '', task = '', attempt = ''] = args;
  const config = await configuration.loadConfig(host, host.cwd);
  const { root } = config;
  if (task === 'combine') return combineBranches(host, { root, session, signal });
  const request = { root, session, task, attempt: Number(attempt), signal };
  return runTask(host, partsOf(host, config, signal), request);
}

/** Functions that propose, apply, check and audit changes. */
function partsOf(host: Host, config: Config, signal: AbortSignal): WorkerDependencies {
  const { root } = config;
  const context = { host, config, signal, progress: { measuring: () => undefined } };
  const audit = (from: string | null, to: string): Promise<AuditReport> =>
    auditCommit(context, { repository: root, from, to });
  return {
    generate: composeWorkers(host, config).generate,
    check: checkChanges(host),
    database: { root, ...optimizeSettings(host, config).database },
    audit: (from, to) => audit(from, to),
    auditAll: (commit) => audit(null, commit),
  };
}
