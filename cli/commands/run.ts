import { runScenarios } from '../../api/measure/run-scenarios.ts';
import { findScenarios } from '../../api/project/find-scenarios.ts';
import { openSession } from '../../api/project/open-session.ts';
import { createBaselineStore } from '../../harness/baseline/baseline-store.ts';
import { exitCodeFor } from '../../harness/gate/exit-code-for.ts';
import { whenAborted } from '../../harness/host/when-aborted.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { type RunOptions, type RunWords, readRun, readTask } from '../../options/run.ts';
import { listenForInterrupt } from '../interrupt.ts';
import { createProgress } from '../progress.ts';
import { picturesFor } from '../report-pictures.ts';
import { baselineToCompare, openReportTargets, writeReports } from '../reporting.ts';

/** `perf-harness run`, which measures unless its words ask for something else. */
export async function runCommand(host: Host, words: RunWords): Promise<ExitCode> {
  switch (readTask(words)) {
    case 'measure':
      return measure(host, readRun(host, words));
    case 'list':
      return (await import('./list-scenarios.ts')).listCommand(host, words);
    case 'find-capacity':
      return (await import('./find-capacity.ts')).findCapacityCommand(host, words);
    case 'emit-for-cluster':
      return (await import('./run-kubernetes.ts')).kubernetesCommand(host, words);
  }
}

/**
 * Measures scenarios and judges their budgets.
 * @param asked - On their way: the machine is looked at meanwhile.
 */
async function measure(host: Host, asked: Promise<RunOptions>): Promise<ExitCode> {
  const interrupt = listenForInterrupt(host);
  const progress = createProgress(host);
  const watching = { signal: interrupt.signal, onProgress: progress.listen };
  const session = openSession(host, { label: 'perf-harness run', ...watching });
  try {
    // Nothing is measured yet that could be lost: loading need not be waited for.
    const loaded = await Promise.race([load(host, asked), whenAborted(interrupt.signal)]);
    if (loaded === null) return interrupt.code() ?? EXIT.interrupted;
    const { scenarios, options } = loaded;
    const { config, seed, strict } = options;
    const targets = await openReportTargets(host, options.reports);
    const report = await runScenarios(host, config, scenarios, { session, ...watching, seed });
    progress.end();
    const baseline = baselineToCompare(createBaselineStore(host, config.stateFolder).list());
    const pictures = picturesFor(host, config.stateFolder, targets, report.runs);
    writeReports(host, targets, report, { baseline, pictures, root: config.root });
    return interrupt.code() ?? exitCodeFor(report, { strict });
  } finally {
    session.close();
    progress.end();
    interrupt.dispose();
  }
}

async function load(
  host: Host,
  asked: Promise<RunOptions>,
): Promise<{ readonly options: RunOptions; readonly scenarios: readonly Scenario[] }> {
  const options = await asked;
  return { options, scenarios: await findScenarios(host, options.config, options.wanted) };
}
