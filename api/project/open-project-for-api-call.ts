import { createHost, type Host } from '../../harness/host.ts';
import { type Config, loadConfig } from '../../harness/scenario/project-config.ts';
import type { SessionContext } from './lock-and-inspect-machine-for-measurement.ts';
import { withMeasurementSession } from './lock-and-inspect-machine-for-measurement.ts';
import type { ProjectRequest } from './shared-api-request-options.ts';

/**
 * Opens the project of an API call; closes it and ends every process when the call is done.
 * @throws UserError for a configuration that cannot be read, and whatever `action` throws.
 */
export async function withOpenedProject<T>(
  call: 'run' | 'compare' | 'gate' | 'bisect',
  request: ProjectRequest,
  action: (host: Host, config: Config, measuring: SessionContext) => Promise<T>,
): Promise<T> {
  const created = createHost();
  const host = { ...created, cwd: request.cwd ?? created.cwd };
  host.processes.limitTrees(request.limits ?? null);
  const { signal = new AbortController().signal, onProgress = () => undefined } = request;
  const label = request.label ?? `perf-harness ${call}`;
  try {
    return await withMeasurementSession(host, { label, signal, onProgress }, async (session) => {
      const config = await loadConfig(host, host.cwd);
      return action(host, config, { session, signal, onProgress });
    });
  } finally {
    await host.processes.stopAll();
  }
}
