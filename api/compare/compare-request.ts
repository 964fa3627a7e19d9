import type { Host } from '../../harness/host.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { readScenarios } from '../../harness/scenario/read-scenarios.ts';
import type { ScenarioRequest } from '../../harness/scenario/resolve-scenarios.ts';
import type { ProjectRequest } from '../project/project-request.ts';
import type { LiveSidesRequest } from '../sides/live-sides-request.ts';
import { type PairOptions, validatePairOptions } from '../sides/pair-options.ts';
import { resolveSideNames } from '../sides/resolve-side-names.ts';
import {
  type SameInputsOptions,
  type SameInputsRequest,
  validateSameInputs,
} from './same-inputs-options.ts';
import { validateMetricNames } from './validate-metric-names.ts';

/** Two sides that are measured. */
export interface LiveCompareOptions extends PairOptions, SameInputsOptions {
  readonly type: 'live';
  readonly config: Config;
  readonly sides: LiveSidesRequest;
  readonly wanted: ScenarioRequest;
  /** null: each scenario's own metrics decide. */
  readonly decideBy: DecidingMetrics | null;
  /** True: scenarios that came out better or worse are profiled on both sides. */
  readonly explain: boolean;
  /** null: nobody could type it. */
  readonly again: CompareReproduceFlags | null;
}

/** Metrics that decide in place of the scenarios' own. */
interface DecidingMetrics {
  readonly metrics: readonly string[];
  /** True: a metric that no scenario has is a mistake. */
  readonly areRequired: boolean;
}

/** Words of a command that measures the same again, beside its sides and scenarios. */
export interface CompareReproduceFlags {
  /** Limits of time and pairs. They come first, so that others can take their place. */
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
export interface CompareRequest extends ProjectRequest, SameInputsRequest {
  /** A git ref, a folder, `.` for the working tree; or a baseline's name, a record, `latest`. */
  readonly base: string;
  /** The same. Default: the working tree, or the newest run of each scenario where base is stored. */
  readonly head?: string;
  /** Change that counts as none, as a ratio: 0.02 for 2 %. Default: each metric's own. */
  readonly margin?: number;
  /**
   * Metrics that decide over the scenarios that can have any of them, in place of their own. Stored
   * sides are judged by their own: they were not measured for anything else.
   */
  readonly decideBy?: readonly string[];
  /** Limit for each scenario and stage, milliseconds. Default: five minutes. */
  readonly maxTimeMs?: number;
  /** True: scenarios that came out better or worse are profiled on both sides. Default: true. */
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
  const { decideBy, explain = true } = request;
  const same = validateSameInputs(request);
  const pairs = validatePairOptions(request);
  const wanted = readScenarios(request);
  const deciding =
    decideBy === undefined
      ? null
      : { metrics: validateMetricNames('decideBy', decideBy), areRequired: false };
  const named = await resolveSideNames(host, config, request, signal);
  if (named.type === 'stored') {
    const { base, head = LATEST_RUN } = named;
    return { type: 'stored', config, base, head, margin: pairs.margin };
  }
  const how = { decideBy: deciding, explain, ...same, again: null };
  return { ...pairs, config, sides: named.sides, wanted, ...how, type: 'live' };
}
