import { runScenarios } from '../../../api/measure/run-scenarios.ts';
import { findScenarios } from '../../../api/project/find-requested-scenarios.ts';
import type { MeasurementSession } from '../../../api/project/lock-and-inspect-machine-for-measurement.ts';
import { createBaselineStore } from '../../../harness/baseline/baseline-store.ts';
import { exitCodeFor } from '../../../harness/gate/exit-code-for-report.ts';
import { waitForAbort } from '../../../harness/host/wait-for-abort.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import type { Interrupt } from '../../execution/listen-for-interrupt-signals.ts';
import type { ProgressDisplay } from '../../execution/measurement-progress-display.ts';
import { readReportChoices } from '../../options/report-format-choices.ts';
import { readRecordedPageScreenshots } from '../../output/read-recorded-page-screenshots.ts';
import {
  openResultSenders,
  updateHistoryAfterRun,
} from '../../output/send-results-and-update-history.ts';
import {
  openReportTargets,
  suggestBaseline,
  writeReports,
} from '../../output/write-reports-to-files-and-terminal.ts';
import type { RunCall } from './choose-run-command-task.ts';
import { readRequestedScenarios } from './read-run-command-scenario-request.ts';

/** Everything opened at the start of a run. */
interface RunBegun {
  readonly interrupt: Interrupt;
  readonly progress: ProgressDisplay;
  readonly session: MeasurementSession;
}

/** Measures scenarios, judges their budgets and reports the results. */
export async function measureAndReportScenarios(
  call: RunCall,
  { interrupt, progress, session }: RunBegun,
): Promise<ExitCode> {
  const { host, flags, options } = call;
  const watching = { signal: interrupt.signal, onProgress: progress.listen };
  // Nothing has been measured that could be lost, so an interrupt need not wait for loading.
  const loaded = await Promise.race([load(call), waitForAbort(interrupt.signal)]);
  if (loaded === null) return interrupt.code() ?? EXIT.interrupted;
  const send = await openResultSenders(host, flags);
  const { config, scenarios, reports } = loaded;
  const { seed, strict } = options;
  const targets = await openReportTargets(host, reports);
  const report = await runScenarios(host, config, scenarios, { session, ...watching, seed });
  progress.end();
  const baseline = suggestBaseline(createBaselineStore(host, config.stateFolder).list());
  const pictures = readRecordedPageScreenshots(host, config.stateFolder, targets, report.runs);
  writeReports(host, targets, report, { baseline, pictures, root: config.root });
  await send(report);
  await updateHistoryAfterRun(host, config, interrupt.signal);
  return interrupt.code() ?? exitCodeFor(report, { strict });
}

async function load(call: RunCall) {
  const { host, flags } = call;
  const { config, wanted } = await readRequestedScenarios(call);
  const reports = readReportChoices(host, flags, config.reporters, { hasRuns: true });
  return { config, reports, scenarios: await findScenarios(host, config, wanted) };
}
