import { createHost, type Host } from '../../harness/host.ts';
import type { ProgressListener } from '../../harness/model/progress.ts';
import { type Config, loadConfig } from '../../harness/scenario/config.ts';
import type { ScenarioRequest } from '../../harness/scenario/resolve-scenarios.ts';
import { type ProjectRequest, readScenarios } from '../../options/scenarios.ts';
import { openSession, type Session } from './open-session.ts';

/** An opened project, with what was asked of it. */
export interface OpenedProject {
  readonly host: Host;
  readonly config: Config;
  readonly session: Session;
  readonly wanted: ScenarioRequest;
  readonly seed: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
}

/**
 * Opens the project that a program's call is about, and closes it and ends every process when the
 * call is done, however it ends.
 * @throws UserError for a configuration that cannot be read, and what `action` throws.
 */
export async function inProject<T>(
  call: 'run' | 'compare' | 'gate' | 'bisect',
  request: ProjectRequest & { readonly quick?: boolean },
  action: (project: OpenedProject) => Promise<T>,
): Promise<T> {
  const created = createHost();
  const host = { ...created, cwd: request.cwd ?? created.cwd };
  host.processes.limitTrees(request.limits ?? null);
  const { seed, signal = new AbortController().signal, onProgress = () => undefined } = request;
  const label = request.label ?? `perf-harness ${call}`;
  const session = openSession(host, { label, signal, onProgress });
  try {
    const wanted = readScenarios(request);
    const config = await loadConfig(host, host.cwd);
    return await action({ host, config, session, wanted, seed, signal, onProgress });
  } finally {
    session.close();
    await host.processes.stopAll();
  }
}
