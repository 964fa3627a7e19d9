import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import { withOpenedProject } from '../project/open-project-for-api-call.ts';
import { type BisectRequest, validateBisectRequest } from './bisect-request.ts';
import { bisectProject } from './bisect-scenario-and-save-report.ts';

/**
 * Finds the change that made a scenario slower or faster, as `perf-harness bisect` does, and
 * returns the report that its JSON reporter prints.
 * @throws UserError if there is nothing to search, or if several scenarios match.
 */
export function bisect(request: BisectRequest): Promise<BisectReport> {
  return withOpenedProject('bisect', request, async (host, config, measuring) =>
    bisectProject(host, validateBisectRequest(config, request), measuring),
  );
}
