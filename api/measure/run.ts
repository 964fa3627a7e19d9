import { requestedSeed } from '../../harness/machine/draw-random-seed.ts';
import type { Report } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { readScenarios } from '../../harness/scenario/parse-scenario-selection-flags.ts';
import { findScenarios } from '../project/find-requested-scenarios.ts';
import { withOpenedProject } from '../project/open-project-for-api-call.ts';
import type { ProjectRequest } from '../project/shared-api-request-options.ts';
import { runScenarios } from './run-scenarios.ts';

/** A run as requested through the API. */
export interface RunRequest extends ProjectRequest {
  /** Few and short trials. */
  readonly quick?: boolean;
}

/**
 * Measures scenarios as `perf-harness run` does and returns the report that its JSON reporter
 * prints.
 * @throws UserError for mistakes in the request, the configuration or a scenario.
 */
export function run(request: RunRequest = {}): Promise<Report> {
  return withOpenedProject('run', request, async (host, config, measuring) => {
    const seed = requestedSeed(request.seed);
    const scenarios = await findScenarios(host, config, readScenarios(request));
    return runScenarios(host, config, scenarios, { ...measuring, seed });
  });
}
