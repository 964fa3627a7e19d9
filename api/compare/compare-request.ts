import type { Host } from '../../harness/host.ts';
import { readScenarios } from '../../harness/scenario/parse-scenario-selection-flags.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import type { ScenarioRequest } from '../../harness/scenario/resolve-requested-scenarios.ts';
import {
  type PairOptions,
  validatePairOptions,
} from '../comparison-sides/comparison-pair-options.ts';
import { MAX_TIME_TYPE } from '../comparison-sides/comparison-time-and-pair-limits.ts';
import type { LiveSidesRequest } from '../comparison-sides/live-comparison-base-and-head-request.ts';
import { resolveBaseAndHead } from '../comparison-sides/resolve-base-and-head.ts';
import type { ProjectRequest } from '../project/shared-api-request-options.ts';
import {
  type SkipSameInputsOptions,
  type SkipSameInputsRequest,
  validateSkipSameInputs,
} from './skip-same-input-scenarios-options.ts';
import { validateMetricNames } from './validate-metric-names.ts';

/** Two sides that are measured. */
export interface LiveCompareOptions extends PairOptions, SkipSameInputsOptions {
  readonly type: 'live';
  readonly config: Config;
  readonly sides: LiveSidesRequest;
  readonly wanted: ScenarioRequest;
  /** null: each scenario's own metrics decide. */
  readonly decideBy: DecidingMetrics | null;
  /** For all scenarios together, milliseconds; null: no limit. */
  readonly budgetMs: number | null;
  /** True: scenarios that became better or worse are profiled on both sides. */
  readonly explain: boolean;
  /** Flags of the command that repeats the comparison; null: no command line can express it. */
  readonly again: CompareReproduceFlags | null;
}

/** Metrics that decide in place of the scenarios' own. */
interface DecidingMetrics {
  readonly metrics: readonly string[];
  /** True: a metric that no scenario has is a mistake. */
  readonly areRequired: boolean;
}

/** Flags of a command that repeats a comparison, apart from its sides and scenarios. */
export interface CompareReproduceFlags {
  /** Limits of time and pairs. They come first, so that later flags can override them. */
  readonly limits: readonly string[];
  /** Options of its rules, as written. */
  readonly rules: readonly string[];
  /** Options that locate the project. */
  readonly project: readonly string[];
}

/** Two sides that were measured before. */
export interface StoredCompareOptions {
  readonly type: 'stored';
  readonly config: Config;
  readonly base: string;
  readonly head: string;
  /** As a ratio, for every metric; null: each metric's own. */
  readonly margin: number | null;
}

/** A comparison as requested through the API. */
export interface CompareRequest extends ProjectRequest, SkipSameInputsRequest {
  /** A git ref, a folder, `.` for the working tree; or a baseline's name, a record, `latest`. */
  readonly base: string;
  /** Values as `base`. Default: the working tree, or newest run per scenario if base is stored. */
  readonly head?: string;
  /** Largest change that counts as none, as a ratio: 0.02 for 2 %. Default: each metric's own. */
  readonly margin?: number;
  /**
   * Metrics that decide in place of a scenario's own, for every scenario that supports any of them.
   * Stored sides are judged by their own metrics, since no others were measured.
   */
  readonly decideBy?: readonly string[];
  /** Limit for each scenario and stage, milliseconds. Default: five minutes. */
  readonly maxTimeMs?: number;
  /**
   * Time for all scenarios together, milliseconds, in place of `maxTimeMs`: it is spent where
   * results are least certain. Default: no limit.
   */
  readonly budgetMs?: number;
  /** True: scenarios that became better or worse are profiled on both sides. Default: true. */
  readonly explain?: boolean;
}

/** The newest run of each scenario. */
export const LATEST_RUN = 'latest';

/** @throws UserError for a property that cannot be taken, and for a side that is not there. */
export async function validateCompareRequest(
  host: Host,
  config: Config,
  request: CompareRequest,
  signal: AbortSignal,
): Promise<LiveCompareOptions | StoredCompareOptions> {
  const { decideBy, budgetMs, explain = true } = request;
  const same = validateSkipSameInputs(request);
  const pairs = validatePairOptions(request);
  const wanted = readScenarios(request);
  const deciding =
    decideBy === undefined
      ? null
      : { metrics: validateMetricNames('decideBy', decideBy), areRequired: false };
  const named = await resolveBaseAndHead(host, config, request, signal);
  if (named.type === 'stored') {
    const { base, head = LATEST_RUN } = named;
    return { type: 'stored', config, base, head, margin: pairs.margin };
  }
  const limits =
    budgetMs === undefined
      ? { budgetMs: null }
      : {
          budgetMs: MAX_TIME_TYPE.check(budgetMs, 'budgetMs'),
          maxTimeMs: Number.POSITIVE_INFINITY,
        };
  const how = { decideBy: deciding, explain, ...same, ...limits, again: null };
  return { ...pairs, config, sides: named.sides, wanted, ...how, type: 'live' };
}
