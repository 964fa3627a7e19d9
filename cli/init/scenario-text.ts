import { assertNever } from '../../harness/model/assert-never.ts';
import type { Detected } from './detect-project.ts';

/** The first scenario of a project, as a file's text. It lies one folder below the root. */
export function scenarioText(detected: Detected): string {
  return `import { defineScenario } from 'perf-harness';\n\nexport default defineScenario(${bodyOf(detected)});\n`;
}

/** The configuration that goes with it. */
export function configText(): string {
  return `import { defineConfig } from 'perf-harness';

export default defineConfig({
  scenarios: 'scenarios/',
});
`;
}

function bodyOf(detected: Detected): string {
  switch (detected.kind) {
    case 'http':
      return `{
  name: 'home page',
  server: { command: ${words(detected.command)}, cwd: '..'${detected.port === null ? '' : `, ready: { port: ${detected.port} }`} },
  http: { url: '/', connections: 10, duration: '2s' },
  budgets: { error_rate: '< 0.1 %' },
}`;
    case 'command':
      return `{
  name: ${quote(`${detected.name} start-up`)},
  command: ${words(detected.command)},
  cwd: '..',
}`;
    case 'load':
      return `{
  name: ${quote(`load ${detected.name}`)},
  command: ['node', '--input-type=module', '-e', ${quote(`await import('./${detected.module.replace(/^\.\//, '')}')`)}],
  cwd: '..',
}`;
    default:
      return assertNever(detected);
  }
}

function words(command: readonly string[]): string {
  return `[${command.map(quote).join(', ')}]`;
}

function quote(text: string): string {
  return text.includes("'") ? JSON.stringify(text) : `'${text.replaceAll('\\', '\\\\')}'`;
}
