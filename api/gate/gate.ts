import type { GateReport } from '../../harness/model/documents/gate-document.ts';
import { withOpenedProject } from '../project/open-project-for-api-call.ts';
import { type GateRequest, validateGateRequest } from './gate-request.ts';
import { gateProject } from './gate-working-tree-and-save-report.ts';

/**
 * Gates a project as `perf-harness gate` does and returns the report that its JSON reporter prints,
 * with the exit code of the command.
 * @throws UserError for mistakes in the request or a scenario, and if there is nothing to judge.
 */
export function gate(request: GateRequest = {}): Promise<GateReport> {
  return withOpenedProject('gate', request, async (host, config, measuring) =>
    gateProject(host, validateGateRequest(config, request), measuring),
  );
}
