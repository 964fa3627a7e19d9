import { runScenarios } from '../../../api/measure/run-scenarios.ts';
import { findScenarios } from '../../../api/project/find-scenarios.ts';
import type { Session } from '../../../api/project/open-session.ts';
import { createBaselineStore } from '../../../harness/baseline/baseline-store.ts';
import { exitCodeFor } from '../../../harness/gate/report-exit-code.ts';
import { waitForAbort } from '../../../harness/host/wait-for-abort.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import { readReports } from '../../options/reports.ts';
import { picturesFor } from '../../output/report-pictures.ts';
import { baselineToCompare, openReportTargets, writeReports } from '../../output/reporting.ts';
import { keepMeasured, openSenders } from '../../output/send-results.ts';
import type { Interrupt } from '../../under-way/interrupt.ts';
import type { Progress } from '../../under-way/progress.ts';
import type { RunCall } from './choose-task.ts';
import { readWanted } from './read-wanted.ts';

/** Everything opened at the start of a run. */
interface RunBegun {
  readonly interrupt: Interrupt;
  readonly progress: Progress;
  readonly session: Session;
}

/** Measures scenarios, judges their budgets and reports the results. */
export async function measureAndReport(
  call: RunCall,
  { interrupt, progress, session }: RunBegun,
): Promise<ExitCode> {
  const { host, flags, options } = call;
  const watching = { signal: interrupt.signal, onProgress: progress.listen };
  // Nothing is measured yet that could be lost: loading need not be waited for.
  const loaded = await Promise.race([load(call), waitForAbort(interrupt.signal)]);
  if (loaded === null) return interrupt.code() ?? EXIT.interrupted;
  const send = await openSenders(host, flags);
  const { config, scenarios, reports } = loaded;
  const { seed, strict } = options;
  const targets = await openReportTargets(host, reports);
  const report = await runScenarios(host, config, scenarios, { session, ...watching, seed });
  progress.end();
  const baseline = baselineToCompare(createBaselineStore(host, config.stateFolder).list());
  const pictures = picturesFor(host, config.stateFolder, targets, report.runs);
  writeReports(host, targets, report, { baseline, pictures, root: config.root });
  await send(report);
  await keepMeasured(host, config, interrupt.signal);
  return interrupt.code() ?? exitCodeFor(report, { strict });
}

async function load(call: RunCall) {
  const { host, flags } = call;
  const { config, wanted } = await readWanted(call);
  const reports = readReports(host, flags, config.reporters, { hasRuns: true });
  return { config, reports, scenarios: await findScenarios(host, config, wanted) };
}
