import { findScenarios } from '../../api/find-scenarios.ts';
import { runScenarios } from '../../api/run-scenarios.ts';
import { createBaselineStore } from '../../harness/baseline/baseline-store.ts';
import { exitCodeFor } from '../../harness/gate/exit-code-for.ts';
import type { Host } from '../../harness/host.ts';
import type { Report } from '../../harness/model/document.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import type { Scenario } from '../../harness/model/scenario.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { scenarioList } from '../output/scenario-list.ts';
import { createProgress } from '../progress.ts';
import { openProject, type ProjectOptions } from '../project.ts';
import {
  baselineToCompare,
  chosenReporters,
  openReportTargets,
  writeReports,
} from '../reporting.ts';
import { overrideSampling, readSeed } from './override-sampling.ts';

export interface RunCommandOptions extends ProjectOptions {
  readonly targets: readonly string[];
  /** What followed `--`: a command to measure. */
  readonly command: readonly string[] | null;
  readonly filter?: string;
  readonly list?: boolean;
  readonly quick?: boolean;
  readonly trials?: string;
  readonly time?: string;
  readonly seed?: string;
  readonly strict?: boolean;
  readonly allowRemote?: readonly string[];
  readonly reporter?: readonly string[];
}

/** `perf-harness run`: measures scenarios and judges their budgets. */
export async function runCommand(host: Host, options: RunCommandOptions): Promise<ExitCode> {
  const config = await openProject(host, options);
  const resolved = await findScenarios(host, config, {
    targets: options.targets,
    command: options.command,
    filter: options.filter ?? null,
    quick: options.quick ?? false,
    allowRemote: options.allowRemote ?? [],
  });
  const scenarios = overrideSampling(resolved, options);
  if (options.list) {
    host.terminal.out(scenarioList(scenarios));
    return EXIT.ok;
  }
  const targets = await openReportTargets(
    host,
    chosenReporters(options.reporter, config.reporters),
  );
  const { report, code } = await measure(host, config, scenarios, readSeed(options.seed));
  const baseline = baselineToCompare(createBaselineStore(host, config.stateFolder).list());
  writeReports(host, targets, report, { baseline });
  return code ?? exitCodeFor(report, { strict: options.strict ?? false });
}

/** Measures under an interrupt handler, with progress on stderr. */
async function measure(
  host: Host,
  config: Config,
  scenarios: readonly Scenario[],
  seed: number | undefined,
): Promise<{ readonly report: Report; readonly code: ExitCode | null }> {
  const interrupt = listenForInterrupt(host);
  const progress = createProgress(host);
  try {
    const report = await runScenarios(host, config, scenarios, {
      seed,
      signal: interrupt.signal,
      onProgress: progress.listen,
    });
    return { report, code: interrupt.code() };
  } finally {
    progress.end();
    interrupt.dispose();
  }
}
