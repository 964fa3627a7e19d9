import { findScenarios } from '../../api/find-scenarios.ts';
import { gateProject } from '../../api/gate-project.ts';
import { openSession } from '../../api/open-session.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import type { GateReport } from '../../harness/model/gate-document.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { createProgress } from '../progress.ts';
import { openProject, type ProjectOptions } from '../project.ts';
import { chosenReporters, openReportTargets, writeReports } from '../reporting.ts';
import { type GateFlags, readGateFlags } from './gate-flags.ts';
import { readSeed } from './override-sampling.ts';

export interface GateCommandOptions extends ProjectOptions, GateFlags {
  readonly targets: readonly string[];
  readonly base?: string;
  readonly baseline?: string;
  readonly filter?: string;
  readonly seed?: string;
  readonly allowRemote?: readonly string[];
  readonly reporter?: readonly string[];
}

/** `perf-harness gate`: budgets, and the working tree against its base. */
export async function gateCommand(host: Host, options: GateCommandOptions): Promise<ExitCode> {
  const flags = readGateFlags(options);
  const seed = readSeed(options.seed);
  const config = await openProject(host, options);
  const reporters = chosenReporters(options.reporter, config.reporters);
  const targets = await openReportTargets(host, reporters);
  const interrupt = listenForInterrupt(host);
  try {
    const report = await measure(host, config, options, { flags, seed, signal: interrupt.signal });
    if (report === null) return interrupt.code() ?? EXIT.interrupted;
    writeReports(host, targets, report, { baseline: null });
    return interrupt.code() ?? (report.exit_code as ExitCode);
  } catch (error) {
    // Before the first pair there is nothing to keep, and nothing to say beside the code.
    if (interrupt.signal.aborted) return interrupt.code() ?? EXIT.interrupted;
    throw error;
  } finally {
    interrupt.dispose();
  }
}

/** null: interrupted before there was anything to report. */
async function measure(
  host: Host,
  config: Config,
  options: GateCommandOptions,
  context: {
    readonly flags: ReturnType<typeof readGateFlags>;
    readonly seed: number | undefined;
    readonly signal: AbortSignal;
  },
): Promise<GateReport | null> {
  const { flags, seed, signal } = context;
  const progress = createProgress(host);
  const session = openSession(host, { signal, onProgress: progress.listen });
  try {
    const scenarios = await findScenarios(host, config, {
      targets: options.targets,
      command: null,
      filter: options.filter ?? null,
      quick: false,
      allowRemote: options.allowRemote ?? [],
    });
    if (signal.aborted) return null;
    return await gateProject(host, config, scenarios, session, {
      base: options.base ?? null,
      baseline: options.baseline ?? null,
      options: flags,
      seed,
      signal,
      onProgress: progress.listen,
      onSnapshot: progress.snapshot,
    });
  } finally {
    session.close();
    progress.end();
  }
}
