import { readScenarios } from '../../../harness/scenario/parse-scenario-selection-flags.ts';
import { type Config, openProject } from '../../../harness/scenario/project-config.ts';
import type { ScenarioRequest } from '../../../harness/scenario/resolve-requested-scenarios.ts';
import { readScenarioOverrides } from '../../options/read-scenario-overrides.ts';
import type { RunCall } from './choose-run-command-task.ts';

/** Scenarios that `run` would measure. @throws UserError for a word that cannot be taken. */
export async function readRequestedScenarios({
  host,
  words: targets,
  command,
  flags,
}: RunCall): Promise<{ readonly config: Config; readonly wanted: ScenarioRequest }> {
  const overrides = readScenarioOverrides(flags);
  const wanted = { ...readScenarios({ ...flags, targets, command }), overrides };
  return { wanted, config: await openProject(host, flags) };
}
