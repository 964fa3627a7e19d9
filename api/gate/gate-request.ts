import { requestedSeed } from '../../harness/machine/draw-random-seed.ts';
import type { GateOptions } from '../../harness/model/documents/gate-document.ts';
import type { InconclusivePolicy } from '../../harness/model/scenario/inconclusive-gate-policy.ts';
import {
  CONFIDENCE,
  DEFAULT_CONFIDENCE,
  MARGIN,
  SECONDS,
} from '../../harness/model/value/number-option-types.ts';
import { readScenarios } from '../../harness/scenario/parse-scenario-selection-flags.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import type { ScenarioRequest } from '../../harness/scenario/resolve-requested-scenarios.ts';
import {
  type SkipSameInputsOptions,
  type SkipSameInputsRequest,
  validateSkipSameInputs,
} from '../compare/skip-same-input-scenarios-options.ts';
import type { ProjectRequest } from '../project/shared-api-request-options.ts';

/** Limits and base that `gate` judges a project by. */
export interface GateProjectOptions extends SkipSameInputsOptions {
  readonly config: Config;
  /** Selection of scenarios; if empty, scenarios only the base has are reported as removed. */
  readonly wanted: ScenarioRequest;
  /** A commit as git names it; null: found from the surroundings, unless a baseline is named. */
  readonly base: string | null;
  /** Name of a stored baseline; null: none. */
  readonly baseline: string | null;
  /** Options of the judgement, as the report states them. */
  readonly options: GateOptions;
  /** True: scenarios that became better or worse are profiled on both sides. */
  readonly explain: boolean;
  /** Seed of the random order and folder assignment, and of V8. */
  readonly seed: number;
  /** Words that commands to see it again repeat: `--config ci.mjs`. */
  readonly given: readonly string[];
}

/** A gate as requested through the API. */
export interface GateRequest extends ProjectRequest, SkipSameInputsRequest {
  /** A commit as git names it. Default: found from the surroundings, unless a baseline is named. */
  readonly base?: string;
  /** Name of a stored baseline. */
  readonly baseline?: string;
  /** Outcome assigned to an inconclusive change. Default: `warn`. */
  readonly onInconclusive?: InconclusivePolicy;
  /** Report the verdict, but set `exit_code` to 0. Default: false. */
  readonly reportOnly?: boolean;
  /** Fail if there is nothing to compare with. Default: false. */
  readonly requireBaseline?: boolean;
  /** For all scenarios together, seconds above 0. */
  readonly budgetSeconds?: number;
  /** Confidence of each verdict, from 0.5 to 0.999. Default: 0.95. */
  readonly confidence?: number;
  /** Largest change that counts as none, as a ratio: 0.02 for 2 %. Default: each metric's own. */
  readonly margin?: number;
  /** True: scenarios that became better or worse are profiled on both sides. Default: true. */
  readonly explain?: boolean;
}

/** @throws UserError for a property that cannot be taken. */
export function validateGateRequest(config: Config, request: GateRequest): GateProjectOptions {
  const { base = null, baseline = null, explain = true, seed } = request;
  const { budgetSeconds, confidence, margin } = request;
  const options: GateOptions = {
    on_inconclusive: request.onInconclusive ?? 'warn',
    report_only: request.reportOnly ?? false,
    require_baseline: request.requireBaseline ?? false,
    budget_seconds:
      budgetSeconds === undefined ? null : SECONDS.check(budgetSeconds, 'budgetSeconds'),
    confidence:
      confidence === undefined ? DEFAULT_CONFIDENCE : CONFIDENCE.check(confidence, 'confidence'),
    margin: margin === undefined ? null : MARGIN.check(margin, 'margin'),
  };
  const same = validateSkipSameInputs(request);
  const wanted = readScenarios(request);
  const drawn = requestedSeed(seed);
  return { config, wanted, base, baseline, options, explain, ...same, seed: drawn, given: [] };
}
