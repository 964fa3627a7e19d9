import type { Host } from '../../harness/host.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { closeSpareReader } from '../../harness/scenario/load/load-user-modules.ts';
import { type Config, loadConfig } from '../../harness/scenario/project-config.ts';
import {
  EVERY_SCENARIO,
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

/**
 * Checks that the project in a folder has a scenario of this name, file or tag, before time is
 * spent. @throws UserError if it has none, which names those that it has.
 */
export async function checkScenario(host: Host, root: string, target: string): Promise<void> {
  const inside = { ...host, cwd: root };
  const config = await loadConfig(inside, root);
  await findScenarios(inside, config, { ...EVERY_SCENARIO, targets: [target] });
}
