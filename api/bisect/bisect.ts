import type { BisectReport } from '../../harness/model/documents/bisect-document.ts';
import { inProject } from '../project/in-project.ts';
import { bisectProject } from './bisect-project.ts';
import { type BisectRequest, checkBisect } from './bisect-request.ts';

/**
 * Finds what made a scenario slower or faster as `perf-harness bisect` does, and gives what its JSON reporter prints.
 * @throws UserError where there is nothing to search, or several scenarios could be meant.
 */
export function bisect(request: BisectRequest): Promise<BisectReport> {
  return inProject('bisect', request, async (host, config, measuring) =>
    bisectProject(host, checkBisect(config, request), measuring),
  );
}
