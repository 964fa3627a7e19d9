import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { comparisonReportSchema, reportSchema } from '../../harness/model/documents/document.ts';
import { k6Program } from '../support/k6-program.ts';
import { liveProject } from '../support/live-project.ts';
import { project, startCli, writeFiles } from '../support/run-cli.ts';

const JSON_REPORT = ['--reporter', 'json'];
const SCRIPT = (options: string, body = `http.get(__ENV.BASE_URL + '/');`): string =>
  `import http from 'k6/http';\nexport const options = ${options};\nexport default function () { ${body} }\n`;
const SHORT = '{ vus: 2, iterations: 40 }';

/** A server whose answers cost so many rounds of work. */
function server(rounds: number): string {
  return `import { createServer } from 'node:http';
createServer((_request, response) => {
  let sum = 0;
  for (let index = 0; index < ${rounds}; index += 1) sum += Math.sqrt(index);
  response.end(String(sum));
}).listen(Number(process.env.PORT), '127.0.0.1');
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

function k6Project(script: string, extra?: string): string {
  return project({
    'server.js': server(10),
    'load/checkout.js': script,
    'scenarios/checkout.ts': scenario(extra),
  });
}

function perf(root: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return startCli(args, { cwd: root, env: { PERF_HARNESS_K6_PATH: k6Program(), ...env } }).result;
}

describe('perf-harness run of a k6 script', () => {
  it('ends with 0 where its thresholds are kept, and shows them as budgets', async () => {
    const root = k6Project(
      SCRIPT(`{ vus: 1, iterations: 40, thresholds: { http_req_duration: ['p(95)<10000'] } }`),
    );
    const { code, out } = await perf(root, ['run', ...JSON_REPORT]);
    expect(code).toBe(0);
    const [run] = reportSchema.parse(JSON.parse(out)).runs;
    expect(run).toMatchObject({ kind: 'k6', verdict: 'pass' });
    expect(run?.budgets).toMatchObject([{ metric: 'latency.p95', verdict: 'pass' }]);
  });

  it('ends with 1 where one is crossed, which k6 calls 99', async () => {
    const root = k6Project(
      SCRIPT(`{ vus: 1, iterations: 40, thresholds: { http_req_duration: ['p(95)<0.001'] } }`),
    );
    const { code, out } = await perf(root, ['run', '--reporter', 'terminal']);
    expect(code).toBe(1);
    expect(out).toContain('latency.p95');
  });

  it('takes --trials 1, and says that one trial has no interval', async () => {
    const root = k6Project(SCRIPT(SHORT), 'trials: 5,');
    const { code, out } = await perf(root, ['run', '--trials', '1', ...JSON_REPORT]);
    expect(code).toBe(0);
    const [run] = reportSchema.parse(JSON.parse(out)).runs;
    expect(run?.metrics['latency.p50']).toMatchObject({ n: 1, confidence: 0 });
    const finding = run?.findings.find(({ id }) => id === 'too-few-trials');
    expect(finding?.message).toContain('has no interval: there is 1 trial');
    const refused = await perf(root, ['run', '--trials', '0']);
    expect(refused).toMatchObject({ code: 2 });
  });

  it('has trends of the script in the unit that the script gives them', async () => {
    const body = `paid.add(12); sizes.add(3); http.get(__ENV.BASE_URL + '/');`;
    const script = SCRIPT(SHORT, body).replace(
      'export const',
      `import { Trend } from 'k6/metrics';\nconst paid = new Trend('paid', true);\nconst sizes = new Trend('sizes');\nexport const`,
    );
    const { out } = await perf(k6Project(script), ['run', ...JSON_REPORT]);
    const [run] = reportSchema.parse(JSON.parse(out)).runs;
    expect(run?.metrics['k6.paid.p95']).toMatchObject({ unit: 'ms', center: 12 });
    expect(run?.metrics['k6.sizes.p95']).toMatchObject({ unit: 'score', center: 3 });
  });

  it('tells of iterations that k6 left out', async () => {
    const options = `{ scenarios: { all: { executor: 'constant-arrival-rate', rate: 50, duration: '2s', preAllocatedVUs: 1, maxVUs: 1 } } }`;
    const script = SCRIPT(options, `http.get(__ENV.BASE_URL + '/'); sleep(0.2);`).replace(
      'export const',
      `import { sleep } from 'k6';\nexport const`,
    );
    const { out } = await perf(k6Project(script), ['run', ...JSON_REPORT]);
    const [run] = reportSchema.parse(JSON.parse(out)).runs;
    const finding = run?.findings.find(({ id }) => id === 'dropped-iterations');
    expect(finding?.message).toMatch(/^k6 left out \d+ of \d+ iterations/);
  });

  it('ends with 1 where a budget found nothing to check', async () => {
    const root = k6Project(
      SCRIPT('{ vus: 1, iterations: 1 }', ''),
      `budgets: { http_req_duration: 'p95<200' },`,
    );
    const { code, out } = await perf(root, ['run', ...JSON_REPORT]);
    expect(code).toBe(1);
    expect(reportSchema.parse(JSON.parse(out)).runs[0]?.budgets).toMatchObject([
      { metric: 'latency.p95', value: null, verdict: 'fail' },
    ]);
  });

  it.each([
    ['104', `{ vus: 1, iterations: 1, thresholds: { checks: ['p(95<2'] } }`, ''],
    ['107', `{ vus: 1, iterations: 1, }; throw new Error('boom'); const x = {}`, ''],
  ])('ends with 4 where k6 ends with %s, and shows its message', async (_, options, body) => {
    const { code, out } = await perf(k6Project(SCRIPT(options, body)), [
      'run',
      '--reporter',
      'terminal',
    ]);
    expect(code).toBe(4);
    expect(out).toMatch(/p\(95<2|boom/);
    expect(out).not.toMatch(/^ +at .*node:internal/m);
  });

  it('ends with 5 where there is no k6, and says how to get one', async () => {
    const root = k6Project(SCRIPT(SHORT));
    const named = join(root, 'no-k6');
    const { code, out } = await perf(root, ['run', '--k6-path', named, '--reporter', 'terminal']);
    expect(code).toBe(5);
    expect(out).toContain('doctor --install k6');
  });

  it('says of a single trial that it has no interval', async () => {
    const { code, out } = await perf(k6Project(SCRIPT(SHORT)), ['run', ...JSON_REPORT]);
    expect(code).toBe(0);
    const [run] = reportSchema.parse(JSON.parse(out)).runs;
    expect(run?.trials.filter(({ warmup }) => !warmup)).toHaveLength(1);
    expect(run?.findings.map(({ id }) => id)).toContain('too-few-trials');
  });

  it('runs a script that was named itself', async () => {
    const root = project({
      'load.js': SCRIPT('{ vus: 1, iterations: 2 }', ''),
      'scenarios/.keep': '',
    });
    const { code, out } = await perf(root, ['run', 'load.js', '--trials', '3', ...JSON_REPORT]);
    expect(code).toBe(0);
    expect(reportSchema.parse(JSON.parse(out)).runs[0]).toMatchObject({
      scenario: 'load.js',
      kind: 'k6',
    });
  });
});

describe('perf-harness compare of a k6 script', () => {
  it('finds a server that needs more CPU for each request', async () => {
    const base = liveProject({
      'server.js': server(10),
      'load/checkout.js': SCRIPT('{ vus: 2, iterations: 60 }'),
      'scenarios/work.ts': scenario(),
    });
    writeFiles(base.root, { 'server.js': server(300_000) });
    const { code, out } = await base.perf(['compare', 'main', ...JSON_REPORT], {
      PERF_HARNESS_K6_PATH: k6Program(),
    });
    expect(code).toBe(1);
    const { comparisons } = comparisonReportSchema.parse(JSON.parse(out));
    expect(comparisons.find(({ metric }) => metric === 'cpu_time')).toMatchObject({
      verdict: 'regressed',
      gated: true,
    });
  });
});

describe('perf-harness init k6', () => {
  it('writes a script and a scenario that run', async () => {
    const document = {
      openapi: '3.0.0',
      paths: { '/': { get: { responses: { 200: {} } } } },
    };
    const root = project({ 'server.js': server(10), 'api.json': JSON.stringify(document) });
    const made = await perf(root, ['init', 'k6', '--from', 'api.json', '--scale', '0.1']);
    expect(made).toMatchObject({ code: 0 });
    expect(readFileSync(join(root, 'load/k6.js'), 'utf8')).toContain(`'p(95)<300'`);
    const { code, out } = await perf(root, ['run', 'k6', '--trials', '3', ...JSON_REPORT]);
    expect(code).toBe(0);
    const [run] = reportSchema.parse(JSON.parse(out)).runs;
    expect(run?.budgets.map(({ metric }) => metric).toSorted()).toEqual([
      'error_rate',
      'latency.p50',
      'latency.p95',
      'latency.p99',
    ]);
    expect(run?.metrics['k6.checks.rate']?.center).toBe(1);
  });

  it('keeps what is there, unless it is told to write over it', async () => {
    const root = project({ 'load/k6.js': '// mine\n' });
    expect((await perf(root, ['init', 'k6'])).out).toContain('kept load/k6.js');
    expect(readFileSync(join(root, 'load/k6.js'), 'utf8')).toBe('// mine\n');
    expect(existsSync(join(root, 'scenarios/k6.mjs'))).toBe(true);
    await perf(root, ['init', 'k6', '--force', '--shape', 'ramp-50-100-0']);
    expect(readFileSync(join(root, 'load/k6.js'), 'utf8')).toContain(
      `{ duration: '1m', target: 100 }`,
    );
  });

  it.each([
    ['a file that is not there', ['--from', 'gone.json'], 'there is no such file'],
    ['a file of something else', ['--from', 'package.json'], 'no OpenAPI 3 document'],
    ['a server elsewhere', ['--from', 'http://192.0.2.1/'], 'only a server on this'],
    ['a factor that is none', ['--scale', '0'], '--scale takes a factor'],
    ['a shape that is none', ['--shape', 'wave'], 'wave'],
  ])('refuses %s', async (_, args, message) => {
    const { code, err } = await perf(project(), ['init', 'k6', ...args]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
