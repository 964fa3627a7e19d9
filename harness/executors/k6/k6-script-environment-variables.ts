import type { K6Scenario, ScriptLoad } from '../../model/scenario/scenario.ts';

export interface Shard {
  readonly index: number;
  readonly count: number;
}

export const SINGLE_SHARD: Shard = { index: 0, count: 1 };

/** `BASE_URL` and the process's number among its peers; the scenario's variables win. k6's usage report is off. */
export function createScriptVariables(
  { env, load }: Pick<K6Scenario, 'env' | 'load'>,
  origin: string | null,
  { index, count }: Shard = SINGLE_SHARD,
): Readonly<Record<string, string>> {
  return {
    K6_NO_USAGE_REPORT: 'true',
    PERF_HARNESS_SHARD: String(index),
    PERF_HARNESS_SHARDS: String(count),
    ...(origin === null ? {} : { BASE_URL: origin }),
    ...loadVariables(load),
    ...env,
  };
}

/** k6's variables override the options of the script, also when it is only inspected. */
function loadVariables({ vus, iterations, durationMs }: ScriptLoad): Record<string, string> {
  return {
    ...(vus === undefined ? {} : { K6_VUS: String(vus) }),
    ...(iterations === undefined ? {} : { K6_ITERATIONS: String(iterations) }),
    ...(durationMs === undefined ? {} : { K6_DURATION: `${durationMs}ms` }),
  };
}
