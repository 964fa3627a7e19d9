/** A server, as a scenario starts it. */
export interface ScenarioServer {
  readonly command: readonly string[];
  /** A port that it insists on; null: it takes `PORT`. */
  readonly port: number | null;
  /** Command to run before it can start, such as a build; null: none. */
  readonly prepare: readonly [string, ...string[]] | null;
}

/** Returns a scenario that requests a server's path; such files are one folder below the root. */
export function generateServerScenario(server: ScenarioServer, path: string): string {
  return scenarioText([
    `name: ${quote(path === '/' ? 'home page' : `GET ${path}`)}`,
    ...serverLines(server),
    `http: { url: ${quote(path)}, connections: 10, duration: '2s' }`,
    `budgets: { error_rate: '< 0.1 %' }`,
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

/**
 * Generates a scenario that runs a program until it exits.
 * @param prepare - Command that must run first, such as a build; null: none.
 */
export function generateCommandScenario(
  name: string,
  command: readonly string[],
  prepare: readonly string[] | null = null,
): string {
  return scenarioText([
    `name: ${quote(name)}`,
    `command: ${words(command)}`,
    `cwd: '..'`,
    ...generatePrepareLines(prepare),
  ]);
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

export function generateConfig(scenarios: string): string {
  return `import { defineConfig } from 'perf-harness';

export default defineConfig({
  scenarios: ${quote(scenarios)},
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

function words(command: readonly string[]): string {
  return `[${command.map(quote).join(', ')}]`;
}

function quote(text: string): string {
  return text.includes("'") ? JSON.stringify(text) : `'${text.replaceAll('\\', '\\\\')}'`;
}
