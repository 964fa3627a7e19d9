import { createRecordStore } from '../../harness/history/run-record-store.ts';
import type { Host } from '../../harness/host.ts';
import { measureScenarios } from '../../harness/measure-and-judge-scenarios.ts';
import type { Report } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import type { SessionContext } from '../project/lock-and-inspect-machine-for-measurement.ts';
import { POST_RUN_CHECKS } from './checks-before-and-after-measurement.ts';
import { createRunContext } from './create-run-context.ts';
import { withExecutors } from './open-scenario-executors.ts';

/** Options of a run in addition to those of its scenarios. */
interface RunScenariosOptions extends SessionContext {
  /** Seed of the measuring order and of V8. */
  readonly seed: number;
}

/** Measures scenarios, saves their records, and leaves no process and no temporary file behind. */
export async function runScenarios(
  host: Host,
  config: Config,
  scenarios: readonly Scenario[],
  options: RunScenariosOptions,
): Promise<Report> {
  const store = createRecordStore(host, config.stateFolder, {
    keep: config.keepRecords,
    checksAfter: POST_RUN_CHECKS,
  });
  const recovery = store.recover();
  return withExecutors(host, scenarios, async (open) => {
    const { seed, signal } = options;
    const parts = createRunContext(host, open, store, options);
    const report = await measureScenarios(scenarios, parts, { seed, folder: open.folder, signal });
    return { ...report, findings: [...recovery.findings, ...report.findings] };
  });
}
