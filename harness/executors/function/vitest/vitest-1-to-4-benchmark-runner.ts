/** Replaces the runner of vitest 1 to 4: measures one benchmark of a file, or none if listing. */
import {
  collectBenchmarks,
  formatTaskName,
  type OlderVitestTask,
} from './vitest-1-to-4-benchmark-tasks.ts';

const { PERF_HARNESS_VITEST_RUNNERS: runners = '', PERF_HARNESS_VITEST_TASK: wanted } = process.env;
// Taken from the vitest that runs this file; this project may have another version or none.
const { NodeBenchmarkRunner } = (await import(runners)) as {
  readonly NodeBenchmarkRunner: new (
    config: unknown,
  ) => { runSuite(suite: OlderVitestTask): Promise<void> };
};

// biome-ignore lint/style/noDefaultExport: vitest takes the default export of a runner.
export default class ChosenBenchmark extends NodeBenchmarkRunner {
  override async runSuite(suite: OlderVitestTask): Promise<void> {
    if (wanted === undefined) return;
    for (const task of collectBenchmarks(suite))
      if (formatTaskName(task) !== wanted) task.mode = 'skip';
    await super.runSuite(suite);
  }
}
