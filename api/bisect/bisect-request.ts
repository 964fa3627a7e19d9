import type { VariableChange } from '../../harness/bisect/environment-variable-search-space.ts';
import { readScenarios } from '../../harness/scenario/parse-scenario-selection-flags.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import type { ScenarioRequest } from '../../harness/scenario/resolve-requested-scenarios.ts';
import {
  type PairOptions,
  validatePairOptions,
} from '../comparison-sides/comparison-pair-options.ts';
import {
  BISECT_MAX_PAIRS_TYPE,
  DEFAULT_BISECT_MAX_PAIRS,
} from '../comparison-sides/comparison-time-and-pair-limits.ts';
import type { ProjectRequest } from '../project/shared-api-request-options.ts';

/** A search of `bisect`, with its limits. */
export interface BisectOptions extends PairOptions {
  readonly config: Config;
  /** Request that selects the one scenario. */
  readonly wanted: ScenarioRequest;
  readonly over: BisectOver;
  /** Metric to follow; null: the first gated metric that differs between the ends. */
  readonly metric: string | null;
  /** Maximum number of pairs for the search. */
  readonly maxPairs: number;
  /** Limits set by the user; null: not set. */
  readonly limits: { readonly timeMs: number | null; readonly pairs: number | null };
  /** Words that commands to see it again repeat: `--config ci.mjs`. */
  readonly given: readonly string[];
}

/** Space that is searched for the change that made the difference. */
export type BisectOver =
  /** The commits between two, along first parents. */
  | { readonly type: 'commits'; readonly good: string; readonly bad: string }
  /** Packages that differ between two commits' lockfiles; the code is the bad commit's. */
  | { readonly type: 'dependencies'; readonly good: string; readonly bad: string }
  /** Environment variables of the working tree. */
  | { readonly type: 'variables'; readonly variables: readonly VariableChange[] };

/** A bisection requested through the API; `targets` or `command` names exactly one scenario. */
export interface BisectRequest extends ProjectRequest {
  /** Commits, packages or variables, with both ends. */
  readonly over: BisectOver;
  /** Metric to follow. Default: the first gated metric that differs between the ends. */
  readonly metric?: string;
  /** Largest change that counts as none, as a ratio: 0.02 for 2 %. Default: the scenario's own. */
  readonly margin?: number;
  /** Time limit for each of up to three stages of a decision, milliseconds. Default: 5 minutes. */
  readonly maxTimeMs?: number;
  /** Maximum number of pairs for the search. Default: 400. */
  readonly maxPairs?: number;
}

/** @throws UserError for a property that cannot be taken. */
export function validateBisectRequest(config: Config, request: BisectRequest): BisectOptions {
  const { over, metric = null, maxTimeMs = null, maxPairs } = request;
  const pairs = maxPairs === undefined ? null : BISECT_MAX_PAIRS_TYPE.check(maxPairs, 'maxPairs');
  return {
    ...validatePairOptions(request),
    config,
    wanted: readScenarios(request),
    over,
    metric,
    given: [],
    maxPairs: pairs ?? DEFAULT_BISECT_MAX_PAIRS,
    limits: { timeMs: maxTimeMs, pairs },
  };
}
