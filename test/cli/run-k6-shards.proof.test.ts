/** A threshold of a k6 script that two real shards judge together. */
import { expect, it } from 'vitest';
import { reportSchema } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { findK6Program } from '../support/find-k6-program.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

it('perf-harness run --shards judges thresholds once, over all shards', async () => {
  // One of the two shards has only slow values: its own percentile exceeds the threshold, and so
  // does the mean of both.
  const cwd = createProject({
    'server.js': `import { createServer } from 'node:http';
createServer((_request, response) => response.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');
`,
    'load/checkout.js': `import http from 'k6/http';
import { Trend } from 'k6/metrics';
const sizes = new Trend('sizes');
export const options = { vus: 2, iterations: 40, thresholds: { sizes: ['p(95)<500'] } };
export default function () {
  http.get(__ENV.BASE_URL + '/');
  if (__ENV.PERF_HARNESS_SHARD === '1') sizes.add(1000);
  else for (let n = 0; n < 19; n += 1) sizes.add(1);
}
`,
    'scenarios/work.ts': `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'checkout',
  server: { command: ['node', 'server.js'], cwd: '..' },
  trials: 1,
  k6: '../load/checkout.js',
});
`,
  });
  const { code, out, err } = await runCommandInProcess(
    ['run', '--shards', '2', '--reporter', 'json'],
    { cwd, isLight: true, env: { PERF_HARNESS_K6_PATH: findK6Program() } },
  );
  expect(code, err).toBe(0);
  const [run] = reportSchema.parse(JSON.parse(out)).runs;
  expect(run?.budgets).toMatchObject([{ metric: 'k6.sizes.p95', verdict: 'pass' }]);
  expect(run?.budgets[0]?.value).toBeCloseTo(50.95, 6);
  expect(run?.settings.shards).toBe(2);
  expect(run?.findings.map(({ id }) => id)).not.toContain('shards-uneven');
});
