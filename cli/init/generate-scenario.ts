/** A server, as a scenario starts it. */
export interface ScenarioServer {
  readonly command: readonly string[];
  /** A port that it insists on; null: it takes `PORT`. */
  readonly port: number | null;
  /** Command to run before it can start, such as a build; null: none. */
  readonly prepare: readonly [string, ...string[]] | null;
}

/** Returns scenarios that request paths of a server; such files are one folder below the root. */
export function generateServerScenarios(server: ScenarioServer, paths: readonly string[]): string {
  const [path = '/', ...others] = paths;
  const settings = [...serverLines(server), `budgets: { error_rate: '< 0.1 %' }`];
  if (others.length === 0) return scenarioText([...requestLines(path), ...settings]);
  const shared = settings.map((line) => `  ${line},\n`).join('');
  return listText(
    paths.map((url) => [...requestLines(url), '...shared']),
    `const shared = {\n${shared}};\n\n`,
  );
}

function requestLines(path: string): readonly string[] {
  return [
    `name: ${quote(path === '/' ? 'home page' : `GET ${path}`)}`,
    `http: { url: ${quote(path)}, connections: 10, duration: '2s' }`,
  ];
}

/** Returns a scenario that loads a page of a server in Chromium. */
export function generatePageScenario(server: ScenarioServer, path: string): string {
  return scenarioText([
    `name: ${quote(path === '/' ? 'home page' : `page ${path}`)}`,
    ...serverLines(server),
    `page: { url: ${quote(path)} }`,
  ]);
}

export function generateK6Scenario(name: string, script: string, server: ScenarioServer): string {
  return scenarioText([
    `name: ${quote(name)}`,
    ...serverLines(server),
    `k6: ${quote(script)}`,
    `trials: { min: 1, max: 5 }`,
  ]);
}

/** A program that runs until it exits, as a scenario. */
export interface ProgramScenario {
  readonly name: string;
  readonly command: readonly string[];
  /** Exit code that counts as success besides 0: 1 for a linter that finds something. */
  readonly exitCode?: number;
}

/** Generates scenarios of several programs that need the same preparation. */
export function generateCommandScenarios(
  programs: readonly ProgramScenario[],
  prepare: readonly string[] | null,
): string {
  const [first, ...others] = programs;
  if (first !== undefined && others.length === 0) {
    return scenarioText(commandLines(first, prepare));
  }
  return listText(programs.map((program) => commandLines(program, prepare)));
}

function commandLines(
  { name, command, exitCode = 0 }: ProgramScenario,
  prepare: readonly string[] | null,
): readonly string[] {
  return [
    `name: ${quote(name)}`,
    `command: ${words(command)}`,
    ...(exitCode === 0 ? [] : [`exitCodes: [${exitCode}]`]),
    `cwd: '..'`,
    ...generatePrepareLines(prepare),
  ];
}

/**
 * Generates a scenario that runs a program until it exits.
 * @param prepare - Command that must run first, such as a build; null: none.
 */
export function generateCommandScenario(
  name: string,
  command: readonly string[],
  prepare: readonly string[] | null = null,
): string {
  return scenarioText(commandLines({ name, command }, prepare));
}

export function generateModuleLoadScenario(
  name: string,
  module: string,
  prepare: readonly string[] | null,
): string {
  const path = `./${module.replace(/^\.\//u, '')}`;
  const command = ['node', '--input-type=module', '-e', `await import('${path}')`];
  return generateCommandScenario(`load ${name}`, command, prepare);
}

export function generateConfig(places: readonly string[]): string {
  const scenarios = places.length === 1 ? quote(places[0] ?? '') : words(places);
  return `import { defineConfig } from 'perf-harness';

export default defineConfig({
  scenarios: ${scenarios},
});
`;
}

function serverLines({ command, port, prepare }: ScenarioServer): readonly string[] {
  const ready = port === null ? '' : `, ready: { port: ${port} }`;
  return [
    `cwd: '..'`,
    ...generatePrepareLines(prepare),
    `server: { command: ${words(command)}${ready} }`,
  ];
}

/** The key of a scenario that has each side prepared, if it needs that. */
export function generatePrepareLines(prepare: readonly string[] | null): readonly string[] {
  return prepare === null ? [] : [`prepare: ${words(prepare)}`];
}

function scenarioText(keys: readonly string[]): string {
  const body = keys.map((key) => `  ${key},\n`).join('');
  return `import { defineScenario } from 'perf-harness';\n\nexport default defineScenario({\n${body}});\n`;
}

function listText(scenarios: readonly (readonly string[])[], before = ''): string {
  const parts = scenarios.map((keys) => {
    const body = keys.map((key) => `    ${key},\n`).join('');
    return `  defineScenario({\n${body}  }),\n`;
  });
  return `import { defineScenario } from 'perf-harness';\n\n${before}export default [\n${parts.join('')}];\n`;
}

function words(command: readonly string[]): string {
  return `[${command.map(quote).join(', ')}]`;
}

function quote(text: string): string {
  return text.includes("'") ? JSON.stringify(text) : `'${text.replaceAll('\\', '\\\\')}'`;
}
