import type { Scenario } from './scenario.ts';

/** Adds variables to scenario and server. @param variablesFor - Called with its `NODE_OPTIONS`. */
export function addEnvironmentVariables(
  scenario: Scenario,
  variablesFor: (nodeOptions: string | undefined) => Readonly<Record<string, string>>,
): Scenario {
  const add = (env: Readonly<Record<string, string>>): Record<string, string> => ({
    ...env,
    ...variablesFor(env.NODE_OPTIONS),
  });
  const env = add(scenario.env);
  if (!('server' in scenario) || scenario.server === null) return { ...scenario, env };
  const own = { ...scenario.env, ...scenario.server.env };
  return { ...scenario, env, server: { ...scenario.server, env: add(own) } };
}
