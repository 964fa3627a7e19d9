import type { Report } from '../../harness/model/documents/document.ts';
import { findScenarios } from '../project/find-scenarios.ts';
import { inProject } from '../project/in-project.ts';
import type { ProjectRequest } from '../project/project-request.ts';
import { runScenarios } from './run-scenarios.ts';

/** What a program asks to be measured. */
export interface RunRequest extends ProjectRequest {
  /** Few and short trials. */
  readonly quick?: boolean;
}

/**
 * Measures scenarios as `perf-harness run` does and gives the report that its JSON reporter prints.
 * @throws UserError for mistakes in the request, the configuration or a scenario.
 */
export function run(request: RunRequest = {}): Promise<Report> {
  return inProject('run', request, async (project) => {
    const { host, config, session, wanted } = project;
    const scenarios = await findScenarios(host, config, wanted);
    return runScenarios(host, config, scenarios, session, project);
  });
}
