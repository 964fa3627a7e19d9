/** `perf-harness profile` of two processes with instrumented functions, under load for most of a second. */
import { expect, it } from 'vitest';
import { profileReportSchema } from '../../harness/model/documents/profile-document.ts';
import { createGitProject } from '../support/git-project.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

/** Leaves no profile when profiled. */
const WITHOUT_PROFILE = `if (process.env.PERF_HARNESS_CPU_PROFILE) {
  for (const event of ['exit', 'SIGTERM']) process.removeAllListeners(event);
}
`;

it('P811-33: targeted instrumentation measures a server and the service behind it, each in its own process', async () => {
  const project = createGitProject();
  project.commit('two services', {
    'package.json': JSON.stringify({ name: 'shop', type: 'module' }),
    'gateway/server.mjs': `import { fork } from 'node:child_process';
import { createServer } from 'node:http';
const service = fork(new URL('../prices/server.mjs', import.meta.url));
const base = new URL('http://localhost');
base.hostname = '127.0.0.1';
base.port = await new Promise((resolve) => service.once('message', resolve));
export async function listPrices() {
  const answers = [];
  for (const id of [1, 2, 3]) answers.push(await (await fetch(new URL(id, base))).json());
  return answers;
}
createServer(async (_, response) => response.end(JSON.stringify(await listPrices()))).listen(process.env.PORT);
${WITHOUT_PROFILE}`,
    'prices/server.mjs': `import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
const database = new DatabaseSync(':memory:');
const statement = database.prepare('SELECT ? AS price');
function priceOf(id) {
  return statement.get(id).price;
}
createServer((request, response) => response.end(String(priceOf(Number(request.url.slice(1)))))).listen(0, function () {
  process.send(this.address().port);
});
export { priceOf };
${WITHOUT_PROFILE}`,
    'scenarios/prices.mjs': `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'list prices',
  server: { command: ['node', 'gateway/server.mjs'] },
  http: { url: '/', connections: 2, duration: '600 ms', warmup: '50 ms' },
});
`,
  });
  // This seed puts the profiled unit first: without its profile, no other unit follows.
  const args = ['profile', '--trials', '1', '--reporter', 'json', '--seed', '2', 'list prices'];
  const { code, out, err } = await runCommandInProcess(args, { cwd: project.root, isLight: true });
  expect(code, err).toBe(4);
  const report = profileReportSchema.parse(JSON.parse(out));
  expect(report.escalation?.levels.at(-1)).toMatchObject({
    level: 'instrumentation',
    reason: 'profiler-missing',
    taken: true,
  });
  const byName = new Map(
    report.instrumentation?.functions.map((measured) => [measured.name, measured]),
  );
  const [gateway, prices] = [byName.get('listPrices'), byName.get('priceOf')];
  expect(gateway?.location).toBe('gateway/server.mjs:7');
  // Warm-up requests do not count as operations. The last calls are lost when the server exits: few
  // of those of the load, even on a busy machine.
  expect(gateway?.calls).toBeGreaterThan(0.4);
  expect(gateway?.calls).toBeLessThan(1.5);
  // Three requests a call, but each process loses some of its last calls.
  const requestsPerList = (gateway?.network_calls ?? 0) / (gateway?.calls ?? 1);
  const pricesPerList = (prices?.calls ?? 0) / (gateway?.calls ?? 1);
  for (const perList of [requestsPerList, pricesPerList]) {
    expect(perList).toBeGreaterThan(1.2);
    expect(perList).toBeLessThan(4.8);
  }
  expect((prices?.database_calls ?? 0) / (prices?.calls ?? 1)).toBeCloseTo(1, 1);
  expect(project.git('status', '--porcelain', '--', '.', ':!.perf-harness')).toBe('');
});
