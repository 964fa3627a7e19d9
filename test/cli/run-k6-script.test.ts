/** k6 scripts on the command line: one real, others scripted (real: test/harness/executors/k6). */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExecutorOverrides } from '../../harness/host.ts';
import { reportSchema } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { ScriptThreshold } from '../../harness/model/executor.ts';
import { findK6Program } from '../support/find-k6-program.ts';
import { createProject, writeFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { createScriptedExecutors, type UnitScript } from '../support/scripted-executors.ts';

const JSON_REPORT = ['--reporter', 'json'];
const SERVER = `import { createServer } from 'node:http';
createServer((_request, response) => response.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');
`;

function script(options: string, body = ''): string {
  return `import http from 'k6/http';
import { sleep } from 'k6';
import { Trend } from 'k6/metrics';
const paid = new Trend('paid', true);
const sizes = new Trend('sizes');
export const options = ${options};
export default function () { ${body} }
`;
}

function scenario(extra = ''): string {
  return `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'checkout',
  server: { command: ['node', 'server.js'], cwd: '..' },
  k6: '../load/checkout.js',
  trials: 1,
  ${extra}
});
`;
}

function k6Project(load = script('{ vus: 1, iterations: 1 }'), extra?: string): string {
  return createProject({
    'server.js': SERVER,
    'load/checkout.js': load,
    'scenarios/checkout.ts': scenario(extra),
  });
}

function perf(cwd: string, args: readonly string[], executors?: ExecutorOverrides) {
  const env = { PERF_HARNESS_K6_PATH: findK6Program() };
  return runCommandInProcess(args, { cwd, env, isLight: true, ...(executors && { executors }) });
}

const ANSWERED: UnitScript = () => ({
  measurements: { 'latency.p50': 5, 'latency.p95': 10, 'latency.p99': 20, error_rate: 0 },
});

/** Creates load runs that start no k6, with these measurements and thresholds of the script. */
function loadRuns(
  measured = ANSWERED,
  conditions: readonly ScriptThreshold[] = [],
): ExecutorOverrides {
  const { ofKind, ofInstructions } = createScriptedExecutors(measured);
  return {
    ofKind: (kind) => ({ ...ofKind(kind), readScriptThresholds: async () => conditions }),
    ofInstructions,
  };
}

async function runOf(cwd: string, args: readonly string[], executors?: ExecutorOverrides) {
  const { code, out } = await perf(cwd, ['run', ...args, ...JSON_REPORT], executors);
  const [run] = reportSchema.parse(JSON.parse(out)).runs;
  if (run === undefined) throw new Error('no run');
  return { code, run };
}

const P95 = (text: string): readonly ScriptThreshold[] => [{ metric: 'http_req_duration', text }];

describe('perf-harness run of a k6 script', () => {
  it('maps thresholds to budgets, keeps the units of trends and reports dropped iterations', async () => {
    const load = script(
      `{ scenarios: { all: { executor: 'constant-arrival-rate', rate: 50, duration: '1s', preAllocatedVUs: 1, maxVUs: 1 } },
         thresholds: { http_req_duration: ['p(95)<10000'] } }`,
      `paid.add(12); sizes.add(3); http.get(__ENV.BASE_URL + '/'); sleep(0.1);`,
    );
    const { code, run } = await runOf(k6Project(load), []);
    expect(code).toBe(0);
    expect(run).toMatchObject({ kind: 'k6', verdict: 'pass' });
    expect(run.budgets).toMatchObject([{ metric: 'latency.p95', verdict: 'pass' }]);
    expect(run.metrics['k6.paid.p95']).toMatchObject({ unit: 'ms', center: 12 });
    expect(run.metrics['k6.sizes.p95']).toMatchObject({ unit: 'score', center: 3 });
    const dropped = run.findings.find(({ id }) => id === 'dropped-iterations');
    expect(dropped?.message).toMatch(/^k6 dropped \d+ of \d+ iterations/);
    expect(run.trials.filter(({ warmup }) => !warmup)).toHaveLength(1);
    expect(run.findings.map(({ id }) => id)).toContain('too-few-trials');
  });

  it('LEAD-04, LEAD-12: exits with 1 when a threshold is crossed and k6 exits with 99', async () => {
    const executors = loadRuns(ANSWERED, P95('p(95)<0.001'));
    const { code, out } = await perf(k6Project(), ['run', '--reporter', 'terminal'], executors);
    expect(code).toBe(1);
    expect(out).toContain('latency.p95');
    const kept = await runOf(k6Project(), [], loadRuns(ANSWERED, P95('p(95)<10000')));
    expect(kept).toMatchObject({ code: 0, run: { budgets: [{ verdict: 'pass' }] } });
  });

  it('accepts --trials 1 and reports that one trial has no interval', async () => {
    const root = k6Project(undefined, 'trials: 5,');
    const { code, run } = await runOf(root, ['--trials', '1'], loadRuns());
    expect(code).toBe(0);
    expect(run.metrics['latency.p50']).toMatchObject({ n: 1, confidence: 0 });
    const finding = run.findings.find(({ id }) => id === 'too-few-trials');
    expect(finding?.message).toContain('has no confidence interval because there is only 1 trial');
    const refused = await perf(root, ['run', '--trials', '0']);
    expect(refused).toMatchObject({ code: 2 });
  });

  it('exits with 1 when a budget has nothing to check', async () => {
    const root = k6Project(undefined, `budgets: { http_req_duration: 'p95<200' },`);
    const { code, run } = await runOf(
      root,
      [],
      loadRuns(() => ({ measurements: {} })),
    );
    expect(code).toBe(1);
    expect(run.budgets).toMatchObject([{ metric: 'latency.p95', value: null, verdict: 'fail' }]);
  });

  it('exits with 4 when k6 cannot read its options, and shows its message', async () => {
    const root = k6Project(script(`{ vus: 1, iterations: 1, thresholds: { checks: ['p(95<2'] } }`));
    const { code, out } = await perf(root, ['run', '--reporter', 'terminal']);
    expect(code).toBe(4);
    expect(out).toContain('p(95<2');
    expect(out).not.toMatch(/^ +at .*node:internal/m);
  });

  it('exits with 5 when k6 is missing, and says how to get it', async () => {
    const root = k6Project();
    const named = join(root, 'no-k6');
    const { code, out } = await perf(root, ['run', '--k6-path', named, '--reporter', 'terminal']);
    expect(code).toBe(5);
    expect(out).toContain('doctor --install k6');
  });

  it('runs a script named on the command line', async () => {
    const root = createProject({ 'load.js': script('{}'), 'scenarios/.keep': '' });
    const { code, run } = await runOf(root, ['load.js', '--trials', '3'], loadRuns());
    expect(code).toBe(0);
    expect(run).toMatchObject({ scenario: 'load.js', kind: 'k6' });
  });
});

describe('perf-harness init k6', () => {
  it('writes a script and a scenario that run', async () => {
    const document = {
      openapi: '3.0.0',
      paths: { '/': { get: { responses: { 200: {} } } } },
    };
    const root = createProject({ 'server.js': SERVER, 'api.json': JSON.stringify(document) });
    const made = await perf(root, ['init', 'k6', '--from', 'api.json', '--scale', '0.01']);
    expect(made).toMatchObject({ code: 0 });
    const text = readFileSync(join(root, 'load/k6.js'), 'utf8');
    expect(text).toContain(`'p(95)<300'`);
    // Of so few requests, a single one that a stalled machine delays would break the limits.
    writeFiles(root, { 'load/k6.js': text.replaceAll(/(p\(\d+\))<\d+/gu, '$1<60000') });
    const { code, run } = await runOf(root, ['k6', '--trials', '1']);
    expect(code).toBe(0);
    expect(run.budgets.map(({ metric }) => metric).toSorted()).toEqual([
      'error_rate',
      'latency.p50',
      'latency.p95',
      'latency.p99',
    ]);
    expect(run.metrics['k6.checks.rate']?.center).toBe(1);
  });

  it('keeps existing files unless it is run with --force', async () => {
    const root = createProject({ 'load/k6.js': '// mine\n' });
    expect((await perf(root, ['init', 'k6'])).out).toContain('kept existing load/k6.js');
    expect(readFileSync(join(root, 'load/k6.js'), 'utf8')).toBe('// mine\n');
    expect(existsSync(join(root, 'scenarios/k6.mjs'))).toBe(true);
    await perf(root, ['init', 'k6', '--force', '--shape', 'ramp-50-100-0']);
    expect(readFileSync(join(root, 'load/k6.js'), 'utf8')).toContain(
      `{ duration: '1m', target: 100 }`,
    );
  });

  it.each([
    ['a file that is not there', ['--from', 'gone.json'], 'the file does not exist'],
    ['a file of something else', ['--from', 'package.json'], 'it is not an OpenAPI 3'],
    ['a server elsewhere', ['--from', 'http://192.0.2.1/'], 'only servers on this'],
    ['a shape that is none', ['--shape', 'wave'], 'wave'],
  ])('refuses %s', async (_, args, message) => {
    const { code, err } = await perf(createProject(), ['init', 'k6', ...args]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
