import { runScenarios } from '../../api/measure/run-scenarios.ts';
import { findScenarios } from '../../api/project/find-scenarios.ts';
import { openSession } from '../../api/project/open-session.ts';
import { createBaselineStore } from '../../harness/baseline/baseline-store.ts';
import { exitCodeFor } from '../../harness/gate/exit-code-for.ts';
import { whenAborted } from '../../harness/host/when-aborted.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { scenarioList } from '../output/scenario-list.ts';
import { createProgress } from '../progress.ts';
import { openProject, type ProjectOptions } from '../project.ts';
import { picturesFor } from '../report-pictures.ts';
import {
  baselineToCompare,
  chosenReporters,
  openReportTargets,
  writeReports,
} from '../reporting.ts';
import { isForKubernetes, type KubernetesOptions } from './kubernetes-options.ts';
import { overrideSampling, readSeed } from './override-sampling.ts';
import { overrideShards } from './override-shards.ts';

export interface RunCommandOptions extends ProjectOptions, KubernetesOptions {
  readonly targets: readonly string[];
  /** What followed `--`: a command to measure. */
  readonly command: readonly string[] | null;
  readonly filter?: string;
  readonly list?: boolean;
  readonly quick?: boolean;
  readonly trials?: string;
  readonly time?: string;
  readonly seed?: string;
  readonly shards?: string;
  readonly strict?: boolean;
  readonly findCapacity?: boolean;
  readonly keep?: readonly string[];
  readonly maxRate?: string;
  readonly allowRemote?: readonly string[];
  readonly reporter?: readonly string[];
}

/** `perf-harness run`: measures scenarios and judges their budgets. */
export async function runCommand(host: Host, options: RunCommandOptions): Promise<ExitCode> {
  refuseCapacityOptions(options);
  if (options.list) {
    const { scenarios } = await find(host, options);
    host.terminal.out(scenarioList(scenarios));
    return EXIT.ok;
  }
  if (isForKubernetes(options)) {
    const { scenarios } = await find(host, options);
    const { runOnKubernetes } = await import('./run-kubernetes.ts');
    return runOnKubernetes(host, scenarios, options);
  }
  const interrupt = listenForInterrupt(host);
  const progress = createProgress(host);
  const watching = { signal: interrupt.signal, onProgress: progress.listen };
  const session = openSession(host, { label: 'perf-harness run', ...watching });
  try {
    // Nothing is measured yet that could be lost: loading need not be waited for.
    const found = await Promise.race([find(host, options), whenAborted(interrupt.signal)]);
    if (found === null) return interrupt.code() ?? EXIT.interrupted;
    const { config, scenarios } = found;
    const reporters = chosenReporters(options.reporter, config.reporters);
    const targets = await openReportTargets(host, reporters);
    const seed = readSeed(options.seed);
    const report = await runScenarios(host, config, scenarios, session, { seed, ...watching });
    progress.end();
    const baseline = baselineToCompare(createBaselineStore(host, config.stateFolder).list());
    const pictures = picturesFor(host, config.stateFolder, targets, report.runs);
    writeReports(host, targets, report, { baseline, pictures, root: config.root });
    return interrupt.code() ?? exitCodeFor(report, { strict: options.strict ?? false });
  } finally {
    session.close();
    progress.end();
    interrupt.dispose();
  }
}

/** @throws UserError where an option of the capacity search is given without it. */
function refuseCapacityOptions({ findCapacity, keep, maxRate }: RunCommandOptions): void {
  if (findCapacity) return;
  const given = keep !== undefined ? '--keep' : maxRate !== undefined ? '--max-rate' : null;
  if (given === null) return;
  throw new UserError({
    code: 'bad-option',
    message: `${given} is for the search of a capacity.`,
    remedy: `Add --find-capacity, or leave ${given} out.`,
  });
}

async function find(
  host: Host,
  options: RunCommandOptions,
): Promise<{ readonly config: Config; readonly scenarios: readonly Scenario[] }> {
  const config = await openProject(host, options);
  const found = await findScenarios(host, config, {
    targets: options.targets,
    command: options.command,
    filter: options.filter ?? null,
    quick: options.quick ?? false,
    allowRemote: options.allowRemote ?? [],
  });
  return { config, scenarios: overrideShards(overrideSampling(found, options), options.shards) };
}
