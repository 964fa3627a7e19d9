import { createRecordStore } from '../../harness/history/record-store.ts';
import type { Host } from '../../harness/host.ts';
import type { Report } from '../../harness/model/documents/document.ts';
import type { AnyExecutor } from '../../harness/model/executor.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { run } from '../../harness/run.ts';
import { openRunFolder } from '../../harness/sampling/run-folder.ts';
import type { Config } from '../../harness/scenario/config.ts';
import type { Measuring } from '../project/measuring.ts';
import { CHECKS_AFTER } from './checks.ts';
import { composeRun } from './compose-run.ts';

/** How scenarios are run, beside what they say themselves. */
export interface RunScenariosOptions extends Measuring {
  /** Order of measuring and V8 seeds come from it. */
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
    checksAfter: CHECKS_AFTER,
  });
  const recovery = store.recover();
  const folder = openRunFolder(host);
  let executors: readonly AnyExecutor[] = [];
  try {
    const parts = await composeRun(host, scenarios, store, options);
    ({ executors } = parts);
    const report = await run(scenarios, parts, {
      seed: options.seed,
      folder: folder.path,
      signal: options.signal,
    });
    return { ...report, findings: [...recovery.findings, ...report.findings] };
  } finally {
    // One that cannot be ended in order is ended with its processes.
    await Promise.allSettled(executors.map((executor) => executor.dispose?.()));
    await host.processes.stopAll();
    folder.remove();
  }
}
