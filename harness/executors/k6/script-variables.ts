import type { K6Scenario } from '../../model/scenario.ts';

/**
 * Environment of a script. It is told where the server is as `BASE_URL`; the scenario's own
 * variables win. k6's report of its use to its makers is off.
 */
export function scriptVariables(
  { env }: Pick<K6Scenario, 'env'>,
  origin: string | null,
): Readonly<Record<string, string>> {
  return {
    K6_NO_USAGE_REPORT: 'true',
    ...(origin === null ? {} : { BASE_URL: origin }),
    ...env,
  };
}
