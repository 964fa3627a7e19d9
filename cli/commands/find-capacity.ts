import { findCapacityOf } from '../../api/measure/find-capacity.ts';
import { findScenarios } from '../../api/project/find-scenarios.ts';
import { onlyScenario } from '../../api/project/only-scenario.ts';
import { exitCodeForCapacity } from '../../harness/gate/exit-code-for-capacity.ts';
import type { Host } from '../../harness/host.ts';
import type { CapacityReport } from '../../harness/model/documents/capacity-document.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { type CapacityOptions, readCapacity } from '../../options/capacity.ts';
import type { RunWords } from '../../options/run.ts';
import { openReportTargets, writeReports } from '../output/reporting.ts';
import { createCapacityProgress } from '../under-way/capacity-progress.ts';
import { measuring, untilInterrupted } from '../under-way/measuring.ts';

/** `perf-harness run --find-capacity`: the highest rate that keeps its limits. */
export async function findCapacityCommand(host: Host, words: RunWords): Promise<ExitCode> {
  const options = await readCapacity(host, words);
  const targets = await openReportTargets(host, options.reports);
  return untilInterrupted(host, async (signal) => {
    const report = await search(host, options, signal);
    if (report === null) return null;
    writeReports(host, targets, report, { baseline: null });
    return exitCodeForCapacity(report, options);
  });
}

/** null: interrupted before there was anything to report. */
async function search(
  host: Host,
  options: CapacityOptions,
  signal: AbortSignal,
): Promise<CapacityReport | null> {
  const { config, wanted } = options;
  return measuring(host, 'run', signal, async (session, progress) => {
    const scenarios = await findScenarios(host, config, wanted);
    if (signal.aborted) return null;
    const scenario = onlyScenario(scenarios, '--find-capacity is about');
    return findCapacityOf(host, config, scenario, {
      ...options,
      ...session,
      onLoad: createCapacityProgress(host, progress),
    });
  });
}
