import type { Host } from '../../harness/host.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { closeSpareReader } from '../../harness/scenario/load/prestarted-user-module-reader.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import {
  resolveRequestedScenarios,
  type ScenarioRequest,
} from '../../harness/scenario/resolve-requested-scenarios.ts';

/**
 * Finds the scenarios that a request selects, including those of vitest bench files.
 * @throws UserError naming every mistake.
 */
export async function findScenarios(
  host: Host,
  config: Config,
  request: ScenarioRequest,
): Promise<readonly Scenario[]> {
  try {
    return await resolveRequestedScenarios(host, config, request, async (options) => {
      const { listVitestTasks } = await import(
        '../../harness/executors/function/vitest/list-vitest-tasks.ts'
      );
      return listVitestTasks(host, options);
    });
  } finally {
    closeSpareReader(host);
  }
}
