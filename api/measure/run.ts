import type { Report } from '../../harness/model/documents/document.ts';
import { checkRun, type RunRequest } from '../../options/run.ts';
import { findScenarios } from '../project/find-scenarios.ts';
import { inProject } from '../project/in-project.ts';
import { runScenarios } from './run-scenarios.ts';

/**
 * Measures scenarios as `perf-harness run` does and gives the report that its JSON reporter prints.
 * @throws UserError for mistakes in the request, the configuration or a scenario.
 */
export function run(request: RunRequest = {}): Promise<Report> {
  return inProject('run', request, async (host, config, measuring) => {
    const { wanted, seed } = checkRun(config, request);
    const scenarios = await findScenarios(host, config, wanted);
    return runScenarios(host, config, scenarios, { ...measuring, seed });
  });
}
