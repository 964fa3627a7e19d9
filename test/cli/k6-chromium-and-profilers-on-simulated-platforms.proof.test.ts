/** Third-party programs on a simulated platform: k6, Chromium, profilers. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { profileReportSchema } from '../../harness/model/documents/profile-document.ts';
import type { Report } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { PAGE_SERVER } from '../harness/executors/page/page-executor-test-setup.ts';
import { findK6Program } from '../support/find-k6-program.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { simulatePlatform, TESTED_SYSTEMS } from '../support/simulated-platform.ts';
import { flattenPerformanceMapSteps } from '../support/synthetic-performance-map.ts';

const SERVER = `import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
function burn() {
  let sum = 0;
  for (let i = 0; i < 2_000_000; i += 1) sum = (sum + (i ^ (sum >> 3))) | 0;
  return sum;
}
createServer(async (request, response) => {
  if (request.url === '/work') {
    burn();
    await sleep(5);
  }
  response.end('ok');
}).listen(process.env.PORT, '127.0.0.1');
`;
const SERVED = `server: { command: ['node', 'server.mjs'], cwd: '..' }`;

const K6 = `export default { name: 'load', ${SERVED}, k6: '../load.js', trials: 1 };
`;
const LOAD = `import http from 'k6/http';
export const options = { vus: 1, iterations: 200 };
export default function () { http.get(__ENV.BASE_URL + '/'); }
`;
const PAGE = `export default { name: 'home', trials: 1,
  server: { command: ['node', ${JSON.stringify(PAGE_SERVER)}] }, page: { url: '/' } };
`;
const HTTP = `export default { name: 'answer', ${SERVED},
  http: { url: '/work', connections: 2, duration: '300 ms', warmup: '50 ms' } };
`;

/** Variable that all has that a command starts. */
const MARK = 'OTHER_PLATFORM_TEST';

/**
 * Returns the processes of a command that still run. Uses a shell, since this process may not read
 * /proc: see `fenceKernel`.
 */
function leftOf(mark: string): string {
  const look = 'grep -l "$0" /proc/[0-9]*/environ';
  return spawnSync('sh', ['-c', look, mark], { encoding: 'utf8' }).stdout;
}

async function commandOf(args: readonly string[], scenario: string) {
  const cwd = createProject({ 'scenarios/it.ts': scenario, 'server.mjs': SERVER, 'load.js': LOAD });
  const env = { PERF_HARNESS_K6_PATH: findK6Program(), [MARK]: cwd };
  const { code, out, err } = await runCommandInProcess([...args, '--reporter', 'json'], {
    cwd,
    env,
  });
  expect({ code, err }).toMatchObject({ code: 0 });
  await expect.poll(() => leftOf(`${MARK}=${cwd}`), { timeout: 5_000 }).toBe('');
  return JSON.parse(out) as unknown;
}

async function measured(scenario: string) {
  const [run] = ((await commandOf(['run'], scenario)) as Report).runs;
  if (run === undefined) throw new Error('no run');
  return { run, lacks: run.findings.filter(({ id }) => id === 'platform-lacks') };
}

describe.each(TESTED_SYSTEMS)('third-party programs on %s', (platform, _, title) => {
  simulatePlatform(platform);

  it('lets k6 measure a server that reports its own CPU time, with one finding on what is missing', async () => {
    const { run, lacks } = await measured(K6);
    expect(run.metrics).toMatchObject({
      'latency.p50': { center: expect.any(Number) },
      cpu_time: { center: expect.any(Number) },
      memory_peak: { center: expect.any(Number) },
      error_rate: { center: 0 },
    });
    expect(lacks).toHaveLength(1);
    expect(lacks[0]?.message).toContain(title);
    expect(lacks[0]?.message).toContain(
      'limiting the share of the CPU cores that a server may use',
    );
  });

  it('loads a page and leaves no browser process behind', async () => {
    const { run, lacks } = await measured(PAGE);
    for (const metric of ['fcp', 'lcp']) {
      expect(run.metrics[metric]?.center, metric).toBeGreaterThan(0);
    }
    expect(lacks).toHaveLength(1);
    expect(lacks[0]?.message).toContain(title);
  });

  it('profiles what a server does and maps what it waits for', async () => {
    const args = ['profile', 'answer', '--no-instrument', '--trials', '1'];
    const report = profileReportSchema.parse(await commandOf(args, HTTP));
    const { hot_spots: spots, functions, map } = report;
    expect(functions[spots[0]?.function ?? 0]).toMatchObject({ name: 'burn', owner: 'project' });
    const types = new Set(flattenPerformanceMapSteps(map?.steps ?? []).map(({ type }) => type));
    expect(types).toContain('timer');
  });
});
