/** The path from scenarios to a report. All that it needs to touch the world is handed in. */
import { reportOfRuns } from './gate/report-of-runs.ts';
import type { Report } from './model/documents/document.ts';
import type { RunRecord } from './model/documents/record.ts';
import { scenarioStarted } from './model/progress.ts';
import type { Scenario } from './model/scenario/scenario.ts';
import type { RunOptions, RunParts } from './run-parts.ts';
import { abandonSubject, beginSubject, endSubject, type RunSubject } from './run-subject.ts';
import { batchScenarios } from './sampling/batch-scenarios.ts';
import { countInstructions } from './sampling/count-instructions.ts';
import { measureTogether } from './sampling/measure-together.ts';
import { traceOnce } from './sampling/trace-pass.ts';
import { createRandom } from './stats/random.ts';

/** Measures scenarios one after another, those of one group in turn, and judges them. */
export async function run(
  scenarios: readonly Scenario[],
  parts: RunParts,
  options: RunOptions,
): Promise<Report> {
  const { host, onProgress } = parts;
  const random = createRandom(options.seed);
  const runs: RunRecord[] = [];
  for (const batch of batchScenarios(scenarios)) {
    if (options.signal.aborted) break;
    const subjects: RunSubject[] = [];
    try {
      const startMs = host.clock.monotonicMs();
      const machine = await parts.readMachineState(options.signal);
      for (const scenario of batch.scenarios) {
        if (options.signal.aborted) break;
        const position = runs.length + subjects.length;
        onProgress(scenarioStarted(scenario, position, scenarios.length));
        subjects.push(await beginSubject(scenario, parts, options, machine));
      }
      const measureMs = host.clock.monotonicMs();
      const measured = subjects.map((subject) => subject.measured);
      await measureTogether(measured, { ...parts, ...options, random }, batch);
      for (const one of measured) {
        await countInstructions(one, { ...parts, ...options, random });
        await traceOnce(one, { ...parts, ...options, random });
      }

      const endMs = host.clock.monotonicMs();
      const timings = { prepare: measureMs - startMs, measure: endMs - measureMs };
      while (subjects[0] !== undefined) {
        runs.push(endSubject(subjects[0], timings, parts));
        subjects.shift();
      }
    } catch (error) {
      for (const subject of subjects) abandonSubject(subject, parts);
      throw error;
    }
  }
  return reportOfRuns(runs);
}
