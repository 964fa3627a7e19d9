import { runScenarios } from '../../../api/measure/run-scenarios.ts';
import { findScenarios } from '../../../api/project/find-scenarios.ts';
import type { Measuring } from '../../../api/project/open-session.ts';
import { createBaselineStore } from '../../../harness/baseline/baseline-store.ts';
import { exitCodeFor } from '../../../harness/gate/exit-code-for.ts';
import { whenAborted } from '../../../harness/host/when-aborted.ts';
import type { ExitCode } from '../../../harness/model/exit-code.ts';
import { readReports } from '../../options/reports.ts';
import { picturesFor } from '../../output/report-pictures.ts';
import { baselineToCompare, openReportTargets, writeReports } from '../../output/reporting.ts';
import { keepMeasured, openSenders } from '../../output/send-results.ts';
import type { Progress } from '../../under-way/progress.ts';
import type { RunCall } from './choose-task.ts';
import { readWanted } from './read-wanted.ts';

/** Measures scenarios, judges their budgets and tells what came of it; null: interrupted before there was any. */
export async function measureAndReport(
  call: RunCall,
  measuring: Measuring,
  progress: Progress,
): Promise<ExitCode | null> {
  const { host, flags, options } = call;
  const { signal } = measuring;
  // Nothing is measured yet that could be lost: loading need not be waited for.
  const loaded = await Promise.race([load(call), whenAborted(signal)]);
  if (loaded === null) return null;
  const send = await openSenders(host, flags);
  const { config, scenarios, reports } = loaded;
  const { seed, strict } = options;
  const targets = await openReportTargets(host, reports);
  const report = await runScenarios(host, config, scenarios, { ...measuring, seed });
  progress.end();
  const baseline = baselineToCompare(createBaselineStore(host, config.stateFolder).list());
  const pictures = picturesFor(host, config.stateFolder, targets, report.runs);
  writeReports(host, targets, report, { baseline, pictures, root: config.root });
  await send(report);
  await keepMeasured(host, config, signal);
  return exitCodeFor(report, { strict });
}

async function load(call: RunCall) {
  const { host, flags } = call;
  const { config, wanted } = await readWanted(call);
  const reports = readReports(host, flags, config.reporters, { hasRuns: true });
  return { config, reports, scenarios: await findScenarios(host, config, wanted) };
}
