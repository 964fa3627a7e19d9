import type { Host } from '../../harness/host.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { loadConfig } from '../../harness/scenario/config.ts';
import { EVERY_SCENARIO } from '../../harness/scenario/resolve-scenarios.ts';
import { findScenarios } from '../project/find-scenarios.ts';

/**
 * Every scenario of the project in a folder. None where it has none, or one that is wrong: a target
 * may still be a place in the code.
 */
export async function allScenarios(host: Host, root: string): Promise<readonly Scenario[]> {
  const inside = { ...host, cwd: root };
  const config = await loadConfig(inside, root);
  try {
    return await findScenarios(inside, config, EVERY_SCENARIO);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
