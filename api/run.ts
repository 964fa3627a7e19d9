import { createHost } from '../harness/host.ts';
import type { Report } from '../harness/model/document.ts';
import type { ProgressListener } from '../harness/model/progress.ts';
import { loadConfig } from '../harness/scenario/config.ts';
import { findScenarios } from './find-scenarios.ts';
import { openSession } from './open-session.ts';
import { runScenarios } from './run-scenarios.ts';

/** What a program asks to be measured. */
export interface RunRequest {
  /** Files, folders, globs, names of scenarios or URLs; none: those of the configuration. */
  readonly targets?: readonly string[];
  /** A command to measure instead, as an argument vector. */
  readonly command?: readonly string[];
  /** Only scenarios whose name or tag holds the text or `/pattern/`. */
  readonly filter?: string;
  /** Few and short trials. */
  readonly quick?: boolean;
  /** Hosts other than this machine that may be put under load. */
  readonly allowRemote?: readonly string[];
  /** Folder to start from. Default: the working folder of the process. */
  readonly cwd?: string;
  /** From 0 to 2³² − 1; repeats the order and the V8 seeds of an earlier run. */
  readonly seed?: number;
  /** Aborts the run; what was measured is kept. */
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/**
 * Measures scenarios as `perf-harness run` does and gives the report that its JSON reporter prints.
 * @throws UserError for mistakes in the request, the configuration or a scenario.
 */
export async function run(request: RunRequest = {}): Promise<Report> {
  const created = createHost();
  const host = { ...created, cwd: request.cwd ?? created.cwd };
  const { seed, signal = new AbortController().signal, onProgress = () => undefined } = request;
  const session = openSession(host, { signal, onProgress });
  try {
    const config = await loadConfig(host, host.cwd);
    const scenarios = await findScenarios(host, config, {
      targets: request.targets ?? [],
      command: request.command ?? null,
      filter: request.filter ?? null,
      quick: request.quick ?? false,
      allowRemote: request.allowRemote ?? [],
    });
    return await runScenarios(host, config, scenarios, session, { seed, signal, onProgress });
  } finally {
    session.close();
    await host.processes.stopAll();
  }
}
