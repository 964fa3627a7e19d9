import {
  type FindCapacityOptions,
  findScenarioCapacity,
} from '../../../api/measure/find-scenario-capacity.ts';
import { findScenarios } from '../../../api/project/find-requested-scenarios.ts';
import { requireSingleScenario } from '../../../api/project/require-single-scenario.ts';
import { exitCodeForCapacity } from '../../../harness/gate/exit-code-for-report.ts';
import type { Host } from '../../../harness/host.ts';
import { drawRandomSeed } from '../../../harness/machine/draw-random-seed.ts';
import type {
  CapacityLoad,
  CapacityReport,
} from '../../../harness/model/documents/capacity-document.ts';
import type { ExitCode } from '../../../harness/model/exit-code.ts';
import { durationType, wholeNumber } from '../../../harness/model/value/number-option-types.ts';
import type { ProgressDisplay } from '../../execution/measurement-progress-display.ts';
import { measureWithProgress, runUntilInterrupted } from '../../execution/run-until-interrupted.ts';
import { readReportChoices } from '../../options/report-format-choices.ts';
import {
  openReportTargets,
  writeReports,
} from '../../output/write-reports-to-files-and-terminal.ts';
import type { RunCall } from './choose-run-command-task.ts';
import { readRequestedScenarios } from './read-run-command-scenario-request.ts';

const LOAD_RUNS = wholeNumber('a positive whole number of load runs', 1);
const MAX_RUNS = 60;
const SEARCH_TIME = durationType('a duration for the search, such as 5min');
const MAX_TIME_MS = 300_000;
/** Seeds that are drawn are below it. */
const SEEDS = 2 ** 31;

/** Searches for the highest rate that meets the limits. */
export async function runCapacitySearch(call: RunCall): Promise<ExitCode> {
  const { host, flags, options } = call;
  const search = readCapacitySearchOptions(call);
  // Trials and time limit the search, and not a scenario.
  const ofScenario = { ...flags, trials: undefined, time: undefined };
  const { config, wanted } = await readRequestedScenarios({ ...call, flags: ofScenario });
  const targets = await openReportTargets(host, readReportChoices(host, flags, config.reporters));
  return runUntilInterrupted(host, async (signal) => {
    const report = await measureWithProgress(host, 'run', signal, async (session, progress) => {
      const scenarios = await findScenarios(host, config, wanted);
      if (signal.aborted) return null;
      const scenario = requireSingleScenario(scenarios, '--find-capacity takes');
      const onLoad = createCapacityProgress(host, progress);
      return findScenarioCapacity(host, config, scenario, { ...search, ...session, onLoad });
    });
    // Interrupted before there was anything to report.
    if (report === null) return null;
    writeReports(host, targets, report, { baseline: null });
    return exitCodeForCapacity(report, options);
  });
}

/** @throws UserError for a word that the search does not take. */
export function readCapacitySearchOptions({
  flags: { trials, time, seed },
  options,
}: Pick<RunCall, 'flags' | 'options'>): Pick<
  FindCapacityOptions,
  'keep' | 'maxRate' | 'maxRuns' | 'maxTimeMs' | 'seed'
> {
  return {
    keep: options.keep,
    maxRate: options.maxRate,
    maxRuns: trials === undefined ? MAX_RUNS : LOAD_RUNS.read(trials, '--trials'),
    maxTimeMs: time === undefined ? MAX_TIME_MS : SEARCH_TIME.read(time, '--time'),
    seed: seed === undefined ? drawRandomSeed(SEEDS) : options.seed,
  };
}

/** Prints the result of each load run on stderr, and the current bounds. */
function createCapacityProgress(
  { terminal }: Host,
  progress: ProgressDisplay,
): (load: CapacityLoad, report: CapacityReport) => void {
  return ({ rate, outcome, breach, void_reason: reason, trial }, { capacity }) => {
    const p99 = trial.state === 'completed' ? trial.measurements['latency.p99'] : undefined;
    const seen = p99 === undefined ? '' : `, p99 ${p99.toFixed(1)} ms`;
    const why = breach?.message ?? reason;
    const known =
      capacity === null || capacity.high === null
        ? ''
        : `; capacity ${round(capacity.low)} to ${round(capacity.high)}/s`;
    progress.end();
    terminal.err(
      `capacity: ${rate}/s ${outcome}${seen}${why === null ? '' : ` (${why})`}${known}\n`,
    );
  };
}

function round(rate: number): string {
  return `${Number(rate.toPrecision(3))}`;
}
