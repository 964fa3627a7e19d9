import type { Detected } from '../detect-project.ts';

/** The scenario that runs a script, with the server that was found in the project. */
export function k6ScenarioText(name: string, script: string, detected: Detected): string {
  const server =
    detected.kind === 'http'
      ? `{ command: ${JSON.stringify(detected.command)}, cwd: '..'${detected.port === null ? '' : `, ready: { port: ${detected.port} }`} }`
      : `{ command: ['node', 'server.js'], cwd: '..' }`;
  return `import { defineScenario } from 'perf-harness';

export default defineScenario({
  name: ${JSON.stringify(name)},
  server: ${server},
  k6: ${JSON.stringify(script)},
  // A run of the script is one trial; several have an interval.
  trials: { min: 1, max: 5 },
});
`;
}
