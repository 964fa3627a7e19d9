import type { K6Scenario, ScriptLoad } from '../../model/scenario.ts';

/**
 * Environment of a script. It is told where the server is as `BASE_URL`; the scenario's own
 * variables win. k6's report of its use to its makers is off.
 */
export function scriptVariables(
  { env, load }: Pick<K6Scenario, 'env' | 'load'>,
  origin: string | null,
): Readonly<Record<string, string>> {
  return {
    K6_NO_USAGE_REPORT: 'true',
    ...(origin === null ? {} : { BASE_URL: origin }),
    ...loadVariables(load),
    ...env,
  };
}

/** k6 puts its variables above the options of the script, when it inspects one too. */
function loadVariables({ vus, iterations, durationMs }: ScriptLoad): Record<string, string> {
  return {
    ...(vus === undefined ? {} : { K6_VUS: String(vus) }),
    ...(iterations === undefined ? {} : { K6_ITERATIONS: String(iterations) }),
    ...(durationMs === undefined ? {} : { K6_DURATION: `${durationMs}ms` }),
  };
}
