import type { BisectOptions, BisectOver } from '../../../api/bisect/bisect-request.ts';
import { buildPairRules } from '../../../api/comparison-sides/comparison-pair-options.ts';
import type { VariableChange } from '../../../harness/bisect/environment-variable-search-space.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { optionError } from '../../../harness/model/value/bad-option-error.ts';
import { DEFAULT_CONFIDENCE } from '../../../harness/model/value/number-option-types.ts';
import { readScenarios } from '../../../harness/scenario/parse-scenario-selection-flags.ts';
import { formatProjectFlags, openProject } from '../../../harness/scenario/project-config.ts';
import type { Call } from '../../../registry/cli-command-definition.ts';
import { readEnvironmentVariableChanges } from '../../options/read-environment-variable-changes.ts';
import type { BISECT_OPTIONS } from './bisect-options.ts';

export type BisectCall = Call<typeof BISECT_OPTIONS>;

/** @throws UserError if an end is missing, and for a configuration that cannot be read. */
export async function readBisectOptions(call: BisectCall): Promise<BisectOptions> {
  const { host, command, flags, options } = call;
  const { margin, metric, seed, maxPairs, time: maxTimeMs } = options;
  const { over, targets } = readOver(call);
  const wanted = readScenarios({ ...flags, targets, command });
  const limits = {
    timeMs: flags.time === undefined ? null : maxTimeMs,
    pairs: flags.maxPairs === undefined ? null : maxPairs,
  };
  const rules = buildPairRules(DEFAULT_CONFIDENCE, null);
  const config = await openProject(host, flags);
  const given = formatProjectFlags(host, flags);
  return { seed, margin, rules, maxTimeMs, config, wanted, over, metric, maxPairs, limits, given };
}

/**
 * Reads the changes to search, and the remaining arguments: the scenario.
 * @throws UserError if the ends are missing.
 */
function readOver({ words, options }: BisectCall): {
  readonly over: BisectOver;
  readonly targets: readonly string[];
} {
  const { deps, set } = options;
  if (set.length > 0) {
    if (deps) throw optionError('--deps and --set are mutually exclusive; give only one of them.');
    return { over: { type: 'variables', variables: differingVariables(set) }, targets: words };
  }
  const [good, bad, ...targets] = words;
  if (good === undefined || bad === undefined) {
    throw new UserError({
      code: 'no-ends',
      message: 'bisect needs a good commit, a bad commit and a scenario.',
      remedy: 'For example: perf-harness bisect v1.2.0 main parse',
    });
  }
  return { over: { type: deps ? 'dependencies' : 'commits', good, bad }, targets };
}

function differingVariables(texts: readonly string[]): readonly VariableChange[] {
  const variables = readEnvironmentVariableChanges(texts);
  const same = variables.find(({ from, to }) => from === to);
  if (same === undefined) return variables;
  throw optionError(
    `--set ${same.name}=${same.from}..${same.to} cannot be searched: both values are equal.`,
    'For example: --set POOL_SIZE=5..10 --set CACHE=on..off',
  );
}
