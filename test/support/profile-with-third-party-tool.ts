import { expect } from 'vitest';
import {
  type ProfileReport,
  profileReportSchema,
} from '../../harness/model/documents/profile-document.ts';
import { scenarioModule } from './bad-input-and-leftover-process-assertions.ts';
import { createProject } from './run-cli.ts';
import { runCommandInProcess } from './run-command-in-process.ts';

/** A function that is too large to be put into its caller, which 0x cannot tell from it then. */
export const BURN_SOURCE = `function burn(rounds) {
  let sum = 0;
  for (let i = 0; i < rounds; i += 1) {
    sum = (sum + (i ^ (sum >> 3))) | 0;
    if (sum === 12345) sum = JSON.parse(JSON.stringify([sum, rounds, i])).length;
    if (sum === 54321) sum = [sum, rounds, i].map(String).join(',').length;
  }
  return sum;
}
`;
export const LISTEN_SOURCE = `.listen(process.env.PORT, '127.0.0.1');\n`;

/** Creates a project with one server, and scenario `serve` loading it this many milliseconds. */
export function createServerProject(loadMs: number, handler: string, more = ''): string {
  const http = `{ url: '/', connections: 2, duration: '${loadMs} ms', warmup: '100 ms' }`;
  return createProject({
    'server.mjs': `import { createServer } from 'node:http';\n${BURN_SOURCE}${more}
createServer(async (request, response) => { ${handler} })${LISTEN_SOURCE}`,
    'scenarios/serve.mjs': scenarioModule(
      `{ name: 'serve', server: { command: ['node', 'server.mjs'], cwd: '..' }, http: ${http} }`,
    ),
  });
}

/** Profiles once, and reads the report. */
export async function profileWithTool(
  cwd: string,
  args: readonly string[],
): Promise<ProfileReport> {
  const all = ['profile', '--reporter', 'json', '--trials', '1', ...args];
  // Collecting coverage changes which functions V8 inlines into their callers.
  const { code, out, err } = await runCommandInProcess(all, {
    cwd,
    isLight: true,
    env: { NODE_V8_COVERAGE: '' },
  });
  expect(code, `${out}${err}`).toBe(0);
  return profileReportSchema.parse(JSON.parse(out));
}

export function findHottestFunction({ hot_spots: [first], functions }: ProfileReport) {
  if (first === undefined) throw new Error('no hot spot');
  return { share: first.self.median, ...functions[first.function] };
}

/** Returns the messages of a report's findings with this id. */
export function findingMessages({ findings }: ProfileReport, id: string): string {
  return findings
    .filter((finding) => finding.id === id)
    .map(({ message }) => message)
    .join(' ');
}
