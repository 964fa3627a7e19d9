import type { Scenario } from '../harness/model/scenario.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** `NODE_OPTIONS` as the measured program of a scenario has it before anything is added. */
export function nodeOptionsOf(scenario: Scenario, inherited: Variables): string | undefined {
  const ofServer = serverOf(scenario)?.env.NODE_OPTIONS;
  return ofServer ?? scenario.env.NODE_OPTIONS ?? inherited.NODE_OPTIONS;
}

/** The scenario with variables for what is profiled: its server where it has one, else itself. */
export function withVariables(
  scenario: Scenario,
  variables: Readonly<Record<string, string>>,
): Scenario {
  const server = serverOf(scenario);
  if (server === null) return { ...scenario, env: { ...scenario.env, ...variables } };
  // Sound: only a scenario of a kind that has a server has one.
  return { ...scenario, server: { ...server, env: { ...server.env, ...variables } } } as Scenario;
}

function serverOf(scenario: Scenario) {
  return 'server' in scenario ? (scenario.server ?? null) : null;
}
