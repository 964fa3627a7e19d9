import type { GateOptions, GateReport } from '../../harness/model/documents/gate-document.ts';
import type { OnInconclusive } from '../../harness/model/scenario/on-inconclusive.ts';
import type { ProjectRequest } from '../../options/scenarios.ts';
import { badRequest, readMargin } from '../project/bad-request.ts';
import { findScenarios } from '../project/find-scenarios.ts';
import { inProject } from '../project/in-project.ts';
import { gateProject } from './gate-project.ts';
import { CONFIDENCES, DEFAULT_CONFIDENCE } from './gate-request.ts';

/** What a program asks to be gated. */
export interface GateRequest extends ProjectRequest {
  /** A commit as git names it. Default: found from the surroundings, unless a baseline is named. */
  readonly base?: string;
  /** Name of a stored baseline. */
  readonly baseline?: string;
  /** What an undecided change counts as. Default: `warn`. */
  readonly onInconclusive?: OnInconclusive;
  /** Judge and tell, but have `exit_code` say 0. Default: false. */
  readonly reportOnly?: boolean;
  /** Something to compare with must be there. Default: false. */
  readonly requireBaseline?: boolean;
  /** For all scenarios together, seconds above 0. */
  readonly budgetSeconds?: number;
  /** Of each verdict, from 0.5 to 0.999. Default: 0.95. */
  readonly confidence?: number;
  /** Change that counts as none, as a ratio: 0.02 for 2 %. Default: each metric's own. */
  readonly margin?: number;
  /** Whether what came out better or worse is profiled on both sides. Default: true. */
  readonly explain?: boolean;
}

/**
 * Gates a project as `perf-harness gate` does and gives what its JSON reporter prints; `exit_code`
 * in it is that of the command.
 * @throws UserError for mistakes in the request or a scenario, and where there is nothing to judge.
 */
export async function gate(request: GateRequest = {}): Promise<GateReport> {
  const options = optionsOf(request);
  return inProject(
    'gate',
    request,
    async ({ host, config, session, wanted, seed, signal, onProgress }) => {
      const scenarios = await findScenarios(host, config, wanted);
      const { base = null, baseline = null, explain = true } = request;
      const context = { base, baseline, options, wanted, explain, seed, signal, onProgress };
      return gateProject(host, config, scenarios, session, context);
    },
  );
}

function optionsOf(request: GateRequest): GateOptions {
  const { budgetSeconds = null, confidence = DEFAULT_CONFIDENCE, margin = null } = request;
  const [lowest, highest] = CONFIDENCES;
  if (!(confidence >= lowest && confidence <= highest)) {
    throw badRequest(
      `confidence is a share from ${lowest} to ${highest}; found ${confidence}`,
      'confidence: 0.95',
    );
  }
  if (budgetSeconds !== null && !(budgetSeconds > 0 && Number.isFinite(budgetSeconds))) {
    throw badRequest(
      `budgetSeconds is a number of seconds above 0; found ${budgetSeconds}`,
      'budgetSeconds: 300',
    );
  }
  return {
    on_inconclusive: request.onInconclusive ?? 'warn',
    report_only: request.reportOnly ?? false,
    require_baseline: request.requireBaseline ?? false,
    budget_seconds: budgetSeconds,
    confidence,
    margin: readMargin(margin),
  };
}
