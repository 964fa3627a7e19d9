import type { BisectOver, BisectProjectOptions } from '../../api/bisect/bisect-request.ts';
import type { VariableChange } from '../../harness/bisect/variable-space.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { type LiveFlags, readLiveFlags } from './live-flags.ts';
import { readVariables } from './read-variables.ts';

/** Options that say what is searched, and with how much. */
export interface BisectFlags extends Pick<LiveFlags, 'margin' | 'time'> {
  readonly deps?: boolean;
  readonly set?: readonly string[];
  readonly maxPairs?: string;
}

/** @throws UserError for a flag that cannot be read. */
export function readBisectFlags({
  margin,
  time,
  maxPairs,
}: BisectFlags): Pick<BisectProjectOptions, 'margin' | 'maxTimeMs' | 'maxPairs'> {
  const live = readLiveFlags({ ...(margin !== undefined && { margin }), ...(time && { time }) });
  return {
    margin: live.margin ?? null,
    ...(live.maxTimeMs !== undefined && { maxTimeMs: live.maxTimeMs }),
    ...(maxPairs !== undefined && { maxPairs: readPairs(maxPairs) }),
  };
}

function readPairs(text: string): number {
  const pairs = Number(text);
  if (Number.isInteger(pairs) && pairs > 0) return pairs;
  throw new UserError({
    code: 'bad-option',
    message: `--max-pairs takes a positive whole number; found "${text}".`,
  });
}

/**
 * What is searched, and what is left of the arguments: the scenario.
 * @throws UserError where the ends are missing.
 */
export function readBisectOver(
  names: readonly string[],
  { deps, set }: BisectFlags,
): { readonly over: BisectOver; readonly targets: readonly string[] } {
  if (set !== undefined && deps) {
    throw new UserError({
      code: 'bad-option',
      message: '--deps and --set each say what is searched; give one of them.',
    });
  }
  if (set !== undefined) {
    return { over: { type: 'variables', variables: differingVariables(set) }, targets: names };
  }
  const [good, bad, ...targets] = names;
  if (good === undefined || bad === undefined) {
    throw new UserError({
      code: 'no-ends',
      message: 'bisect needs a good commit and a bad one, and then the scenario.',
      remedy: 'For example: perf-harness bisect v1.2.0 main parse',
    });
  }
  return { over: { type: deps ? 'dependencies' : 'commits', good, bad }, targets };
}

function differingVariables(texts: readonly string[]): readonly VariableChange[] {
  const variables = readVariables(texts);
  const same = variables.find(({ from, to }) => from === to);
  if (same === undefined) return variables;
  throw new UserError({
    code: 'bad-option',
    message: `--set ${same.name}=${same.from}..${same.to} cannot be searched: both values are the same.`,
    remedy: 'For example: --set POOL_SIZE=5..10 --set CACHE=on..off',
  });
}
