import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import { withProject } from '../project/with-project.ts';
import { bisectProject } from './bisect-project.ts';
import { type BisectRequest, validateBisectRequest } from './bisect-request.ts';

/**
 * Finds what made a scenario slower or faster as `perf-harness bisect` does, and gives what its JSON reporter prints.
 * @throws UserError where there is nothing to search, or several scenarios could be meant.
 */
export function bisect(request: BisectRequest): Promise<BisectReport> {
  return withProject('bisect', request, async (host, config, measuring) =>
    bisectProject(host, validateBisectRequest(config, request), measuring),
  );
}
