import type { AttachedProfiler } from '../harness/model/program/profiler.ts';
import type { CommandLine, Scenario } from '../harness/model/scenario/scenario.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** `NODE_OPTIONS` as the measured program of a scenario has it before anything is added. */
export function resolveNodeOptions(scenario: Scenario, inherited: Variables): string | undefined {
  const ofServer = serverOf(scenario)?.env.NODE_OPTIONS;
  return ofServer ?? scenario.env.NODE_OPTIONS ?? inherited.NODE_OPTIONS;
}

/** `PYTHONPATH` as the measured program of a scenario has it before anything is added. */
export function resolvePythonPath(scenario: Scenario, inherited: Variables): string | undefined {
  const ofServer = serverOf(scenario)?.env.PYTHONPATH;
  return ofServer ?? scenario.env.PYTHONPATH ?? inherited.PYTHONPATH;
}

/** Adds variables to a scenario's profiled part: its server if any, else the scenario itself. */
export function addVariables(
  scenario: Scenario,
  variables: Readonly<Record<string, string>>,
): Scenario {
  const server = serverOf(scenario);
  if (server === null) return { ...scenario, env: { ...scenario.env, ...variables } };
  // Safe cast: only scenarios of kinds with a server have one.
  return { ...scenario, server: { ...server, env: { ...server.env, ...variables } } } as Scenario;
}

/** The scenario as it runs with a profiler: its program with the variables, in the tool's command line. */
export function attachProfilerToScenario(
  scenario: Scenario,
  { env, wrap }: Pick<AttachedProfiler, 'env' | 'wrap'>,
  seed: number,
): Scenario {
  const prepared = addVariables(scenario, env);
  const command = findProfiledProgram(prepared);
  if (wrap === undefined || command === null) return prepared;
  const wrapped = wrap(command, seed);
  const server = serverOf(prepared);
  if (server === null) return { ...prepared, command: wrapped } as Scenario;
  return { ...prepared, server: { ...server, command: wrapped } } as Scenario;
}

/** Returns the command of the profiled program; null for a function, or an external server. */
export function findProfiledProgram(scenario: Scenario): CommandLine | null {
  const server = serverOf(scenario);
  if (server !== null) return server.command;
  return scenario.kind === 'command' ? scenario.command : null;
}

function serverOf(scenario: Scenario) {
  return 'server' in scenario ? (scenario.server ?? null) : null;
}
