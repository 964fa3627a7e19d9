/** Measures scenarios and returns a report; all access to the outside world is an argument. */
import { combineRuns } from './gate/combine-run-records-into-run-report.ts';
import type { RunContext, RunOptions } from './measurement-run-context.ts';
import type { RunRecord } from './model/documents/run-record.ts';
import type { Report } from './model/documents/run-report-and-comparison-document.ts';
import { scenarioStarted } from './model/progress-event.ts';
import type { Scenario } from './model/scenario/scenario.ts';
import { batchScenarios } from './sampling/batch-scenarios.ts';
import { measureAdditionalPasses } from './sampling/measure-additional-passes.ts';
import { measureScenariosInRounds } from './sampling/measure-scenarios-in-rounds.ts';
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
  context: RunContext,
  options: RunOptions,
): Promise<Report> {
  const { host, onProgress } = context;
  const random = createRandom(options.seed);
  const runs: RunRecord[] = [];
  for (const batch of batchScenarios(scenarios)) {
    if (options.signal.aborted) break;
    const subjects: ScenarioRun[] = [];
    try {
      const startMs = host.clock.monotonicMs();
      const machine = await context.readMachineState(options.signal);
      for (const scenario of batch.scenarios) {
        if (options.signal.aborted) break;
        const position = runs.length + subjects.length;
        onProgress(scenarioStarted(scenario, position, scenarios.length));
        subjects.push(await beginScenarioRun(scenario, context, options, machine));
      }
      const measureMs = host.clock.monotonicMs();
      const measured = subjects.map((subject) => subject.measured);
      await measureScenariosInRounds(measured, { ...context, ...options, random }, batch);
      for (const measuredScenario of measured) {
        await measureAdditionalPasses(measuredScenario, { ...context, ...options, random });
      }

      const endMs = host.clock.monotonicMs();
      const timings = { prepare: measureMs - startMs, measure: endMs - measureMs };
      while (subjects[0] !== undefined) {
        runs.push(finishScenarioRun(subjects[0], timings, context));
        subjects.shift();
      }
    } catch (error) {
      for (const subject of subjects) abandonScenarioRun(subject, context);
      throw error;
    }
  }
  return combineRuns(runs);
}
