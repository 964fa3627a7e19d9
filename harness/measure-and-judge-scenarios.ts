/** Runs scenarios and returns a report. All access to the outside world is passed as arguments. */
import { combineRuns } from './gate/combine-run-records-into-run-report.ts';
import type { RunContext, RunOptions } from './measurement-run-context.ts';
import type { RunRecord } from './model/documents/run-record.ts';
import type { Report } from './model/documents/run-report-and-comparison-document.ts';
import type { PlannedTrial } from './model/executor.ts';
import { scenarioStarted } from './model/progress-event.ts';
import type { Scenario } from './model/scenario/scenario.ts';
import { SEED_LIMIT } from './model/value/max-v8-random-seed.ts';
import { batchScenarios } from './sampling/batch-scenarios.ts';
import { countInstructions } from './sampling/count-scenario-instructions.ts';
import {
  addTrial,
  type MeasuredScenario,
  type MeasurementContext,
  measureScenariosInRounds,
} from './sampling/measure-scenarios-in-rounds.ts';
import { measureTrial } from './sampling/measure-trial.ts';
import { trialFilesFolder } from './sampling/trial-artifact-files.ts';
import {
  abandonScenarioRun,
  beginScenarioRun,
  finishScenarioRun,
  type ScenarioRun,
} from './scenario-run-lifecycle.ts';
import { createRandom } from './stats/seeded-random.ts';

/** Measures scenarios one after another, those of a group interleaved, and judges them. */
export async function measureScenarios(
  scenarios: readonly Scenario[],
  parts: RunContext,
  options: RunOptions,
): Promise<Report> {
  const { host, onProgress } = parts;
  const random = createRandom(options.seed);
  const runs: RunRecord[] = [];
  for (const batch of batchScenarios(scenarios)) {
    if (options.signal.aborted) break;
    const subjects: ScenarioRun[] = [];
    try {
      const startMs = host.clock.monotonicMs();
      const machine = await parts.readMachineState(options.signal);
      for (const scenario of batch.scenarios) {
        if (options.signal.aborted) break;
        const position = runs.length + subjects.length;
        onProgress(scenarioStarted(scenario, position, scenarios.length));
        subjects.push(await beginScenarioRun(scenario, parts, options, machine));
      }
      const measureMs = host.clock.monotonicMs();
      const measured = subjects.map((subject) => subject.measured);
      await measureScenariosInRounds(measured, { ...parts, ...options, random }, batch);
      for (const measuredScenario of measured) {
        await countInstructions(measuredScenario, { ...parts, ...options, random });
        await traceOnce(measuredScenario, { ...parts, ...options, random });
      }

      const endMs = host.clock.monotonicMs();
      const timings = { prepare: measureMs - startMs, measure: endMs - measureMs };
      while (subjects[0] !== undefined) {
        runs.push(finishScenarioRun(subjects[0], timings, parts));
        subjects.shift();
      }
    } catch (error) {
      for (const subject of subjects) abandonScenarioRun(subject, parts);
      throw error;
    }
  }
  return combineRuns(runs);
}

/** True if one more unit of a scenario is to be traced. */
function wantsTrace(scenario: Scenario): boolean {
  return scenario.kind === 'page' && scenario.trace === true;
}

/** Adds a traced trial, after all others and unmeasured, since tracing takes time. */
async function traceOnce(measured: MeasuredScenario, parts: MeasurementContext): Promise<void> {
  const { scenario, executor, trials, stop } = measured;
  const { host, lock, random, folder, signal } = parts;
  const isOver = stop === 'blocked' || stop === 'failed' || stop === 'interrupted';
  if (isOver || !wantsTrace(scenario)) return;
  const after = (positions: readonly number[]): number => 1 + Math.max(-1, ...positions);
  const trial: PlannedTrial = {
    index: after(trials.map(({ index }) => index)),
    warmup: false,
    side: 'a',
    pair: after(trials.map(({ pair }) => pair)),
    slot: 0,
    pass: 'trace',
    seed: 1 + random.integer(SEED_LIMIT - 1),
  };
  const keepFolder = trialFilesFolder(folder, trial);
  const measure = () =>
    measureTrial(host, executor, scenario, trial, { folder, signal, keepFolder });
  try {
    addTrial(measured, await lock.hold(scenario.name, measure, signal), parts.onProgress);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  if (signal.aborted) measured.stop = 'interrupted';
}
