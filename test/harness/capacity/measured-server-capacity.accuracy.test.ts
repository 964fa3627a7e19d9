/** The search against real servers of known capacity, through the command line. */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  type CapacityReport,
  capacityReportSchema,
} from '../../../harness/model/documents/capacity-document.ts';
import { builtCliPath } from '../../support/built-package-module-paths.ts';
import { findK6Program } from '../../support/find-k6-program.ts';
import { createProject, runCli } from '../../support/run-cli.ts';

const QUEUE = fileURLToPath(new URL('../../fixtures/capacity/queue-server.mjs', import.meta.url));
const LIMIT = 'latency.p99 < 100 ms';

function served(command: readonly string[]): string {
  return createProject({
    'scenarios/answer.ts': `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'answer',
  server: { command: ${JSON.stringify(command)} },
  http: { url: '/', rate: 60, warmup: '200 ms' },
});
`,
  });
}

async function search(command: readonly string[], args: readonly string[] = []) {
  const cwd = served(command);
  const { out, err, code } = await runCli(
    ['run', 'answer', '--find-capacity', '--keep', LIMIT, '--reporter', 'json', ...args],
    { cwd },
  );
  if (out === '') throw new Error(err);
  const report: CapacityReport = capacityReportSchema.parse(JSON.parse(out));
  return { report, err, code, cwd };
}

const queue = (...args: readonly number[]) => [process.execPath, QUEUE, ...args.map(String)];

describe('measured capacity of a server', () => {
  test('is 200 a second for one 5 ms request at a time, with the server found waiting', async () => {
    const { report, err, code, cwd } = await search(queue(1, 5), ['--trials', '15']);
    expect({ code, outcome: report.outcome }, err).toEqual({ code: 0, outcome: 'found' });
    expect(report.capacity?.rate).toBeGreaterThan(180);
    expect(report.capacity?.rate).toBeLessThan(222);
    expect(report.first_breach).toMatchObject({ server: 'waiting' });
    expect(['latency', 'behind']).toContain(report.first_breach?.cause);
    expect(err).toMatch(/capacity: 60\/s kept, p99 [\d.]+ ms/);
    // The saved report equals the printed report, and can be shown again.
    const saved = join(cwd, '.perf-harness', 'capacities', `${report.id}.json`);
    expect(existsSync(saved)).toBe(true);
    const again = await runCli(['report', report.id, '--reporter', 'json'], { cwd });
    expect(JSON.parse(again.out)).toEqual(JSON.parse(JSON.stringify(report)));
    const list = await runCli(['report', '--list'], { cwd });
    expect(list.out).toContain(`${report.id}  capacity search`);
  });

  test('is found by the errors of a server that refuses excess requests', async () => {
    const { report, err } = await search(queue(1, 5, 10), ['--trials', '12']);
    expect(report.outcome, err).toBe('found');
    expect(report.first_breach?.cause).toBe('errors');
    expect(report.capacity?.rate).toBeGreaterThan(175);
    expect(report.capacity?.rate).toBeLessThan(225);
  });

  test('is found by the iterations of a k6 script, which stays unchanged', async () => {
    const cwd = createProject({
      'load/data.txt': 'hello',
      'load/answer.js': `import http from 'k6/http';
const text = open('./data.txt');
export const options = { vus: 3, duration: '1h', thresholds: { http_req_duration: [{ threshold: 'p(99)<100', abortOnFail: true }] } };
export function setup() { return text; }
export default function (given) { if (given === 'hello') http.get(__ENV.BASE_URL + '/'); }
`,
      'scenarios/answer.ts': `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'answer',
  server: { command: ${JSON.stringify(queue(2, 20))} },
  k6: '../load/answer.js',
});
`,
    });
    const args = ['run', 'answer', '--find-capacity', '--trials', '9', '--reporter', 'json'];
    const { out, err } = await runCli(args, {
      cwd,
      env: { PERF_HARNESS_K6_PATH: findK6Program() },
    });
    const report = capacityReportSchema.parse(JSON.parse(out));
    expect(report, err).toMatchObject({ kind: 'k6', what: 'iterations', outcome: 'found' });
    expect(report.limits[0]).toMatchObject({
      metric: 'latency.p99',
      limit: 100,
      source: 'scenario',
    });
    expect(report.capacity?.rate).toBeGreaterThan(75);
    expect(report.capacity?.rate).toBeLessThan(130);
  });

  test('is not reported when the generator has no processor to send with', async () => {
    // The harness shares one core with busy loops; the server has the other core. Each loop is in a
    // session of its own, since Linux divides a core among sessions first, whatever runs in them.
    const busy = Array.from({ length: 12 }, () =>
      spawn('taskset', ['-c', '0', process.execPath, '-e', 'for (;;);'], {
        stdio: 'ignore',
        detached: true,
      }),
    );
    try {
      const cwd = served(['taskset', '-c', '1', ...queue(8, 1)]);
      const args = ['run', 'answer', '--find-capacity', '--trials', '4', '--reporter', 'json'];
      const limits = ['--keep', 'latency.p99 < 20 ms'];
      const { stdout: out, stderr: err } = await promisify(execFile)(
        'taskset',
        ['-c', '0', process.execPath, builtCliPath(), ...args, ...limits],
        { cwd, env: { ...process.env, PERF_HARNESS_LOCK: `test-${process.pid}-pinned` } },
      );
      const report = capacityReportSchema.parse(JSON.parse(out));
      expect(['undecided', 'lower-bound'], err).toContain(report.outcome);
      expect(report.loads.some(({ outcome }) => outcome === 'void')).toBe(true);
      expect(report.loads.every(({ outcome }) => outcome !== 'broken')).toBe(true);
      expect(report.first_breach).toBeNull();
    } finally {
      for (const child of busy) child.kill('SIGKILL');
    }
  });
});
