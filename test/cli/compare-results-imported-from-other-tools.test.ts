import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type ComparisonReport,
  comparisonReportSchema,
  reportSchema,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { importFixturePath } from '../support/import-fixture-run-records.ts';
import { createProject, listRecordFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

const importing = (root: string, ...args: readonly string[]) =>
  runCommandInProcess(args, { cwd: root });

/** Returns the verdict on one metric of one scenario. */
function verdictOf({ comparisons }: ComparisonReport, scenario: string, metric: string) {
  return comparisons.find(
    (comparison) => comparison.scenario === scenario && comparison.metric === metric,
  );
}

async function compared(
  base: readonly string[],
  head: readonly string[],
  ...options: readonly string[]
) {
  const root = createProject();
  const importFiles = (names: readonly string[], ...more: readonly string[]) =>
    importing(root, 'import', ...names.map(importFixturePath), ...options, ...more);
  const first = await importFiles(base, '--baseline', 'before');
  const second = await importFiles(head);
  expect([first.err, second.err]).toEqual(['', '']);
  const { out, code } = await importing(root, 'compare', 'before', '--reporter', 'json');
  return { root, code, report: comparisonReportSchema.parse(JSON.parse(out)) };
}

describe('a comparison of imported results', () => {
  test('reports a slower command of hyperfine as a regression', async () => {
    const { report, code, root } = await compared(
      ['hyperfine/1.15.0/sleep.json'],
      ['hyperfine/1.15.0/sleep-longer.json'],
    );
    expect(code).toBe(1);
    expect(verdictOf(report, 'sleep a little', 'wall_time')).toMatchObject({
      verdict: 'regressed',
      confirmed: false,
    });
    expect(report.findings.map(({ id }) => id)).toContain('import-machine');
    expect(listRecordFiles(root)).toHaveLength(2);
  });

  test('is inconclusive for one k6 run against another, however far apart they are', async () => {
    const { report, code } = await compared(
      ['k6/2.2.0/points.json.gz'],
      ['k6/2.2.0/points-slow.json.gz'],
    );
    expect(code).toBe(0);
    expect(report.verdict).toBe('inconclusive');
    expect(verdictOf(report, 'k6', 'latency.p95')).toMatchObject({
      verdict: 'inconclusive',
      reason: '1 and 1 trials give at most 0 % confidence; 95 % is required',
    });
  });

  test.each([
    ['criterion/0.5.1/plain sum/new/sample.json'],
    ['vitest/5.1.0/result.json'],
    ['go/1.26.8/count.txt'],
    ['pytest-benchmark/5.3.1/result.json.gz'],
    ['google-benchmark/1.7.1/aggregates-only.json.gz'],
    ['autocannon/9.0.0/result.json', 'autocannon/9.0.0/slow.json'],
  ])('decides nothing from one process of %s', async (base, head = base) => {
    const { report } = await compared([base], [head]);
    expect(report.comparisons.length).toBeGreaterThan(0);
    // A percentile that needs more responses than one side had is present on the other side only.
    const verdicts = report.comparisons.map(({ verdict }) => verdict);
    expect(verdicts).toContain('inconclusive');
    for (const known of ['improved', 'regressed', 'unchanged']) {
      expect(verdicts).not.toContain(known);
    }
    expect(report.verdict).toBe('inconclusive');
  });

  test('does not compare files of two programs', async () => {
    const { report, code } = await compared(
      ['autocannon/9.0.0/result.json'],
      ['artillery/2.0.34/result.json.gz'],
      '--name',
      'users',
    );
    expect(code).toBe(6);
    expect(report.comparisons[0]).toMatchObject({
      verdict: 'incomparable',
      reason: 'measured by different programs: autocannon and artillery',
    });
  });

  test('does not compare loads with different numbers of connections', async () => {
    const { report } = await compared(
      ['autocannon/9.0.0/result.json'],
      ['autocannon/9.0.0/errors.json'],
      '--name',
      'users',
    );
    expect(report.comparisons[0]?.reason).toBe('different settings: connections 4 against 2');
  });
});

describe('the import command', () => {
  test('reports what it imported, also as JSON', async () => {
    const file = importFixturePath('k6/2.2.0/points.json.gz');
    const args = ['import', 'k6', file, '--reporter', 'json'];
    const { code, out } = await importing(createProject(), ...args);
    const report = reportSchema.parse(JSON.parse(out));
    expect(code).toBe(0);
    expect(report.runs).toMatchObject([{ scenario: 'k6', stop: 'imported', verdict: 'pass' }]);
    expect(report.runs[0]).toMatchObject({ environment: null, imported: { format: 'k6' } });
  });

  test('is shown by every reporter', async () => {
    const root = createProject();
    const names = ['markdown', 'html', 'junit', 'github', 'agent', 'comment'];
    const file = importFixturePath('hyperfine/1.15.0/sleep.json');
    const reporters = names.flatMap((name) => ['--reporter', `${name}=${name}.out`]);
    const { code, out } = await importing(
      root,
      'import',
      file,
      '--reporter',
      'terminal',
      ...reporters,
    );
    expect(code).toBe(0);
    const texts = names.map((name) => readFileSync(join(root, `${name}.out`), 'utf8'));
    for (const text of [out, ...texts]) expect(text).toContain('sleep a little');
  });

  test('ends with 4 when a benchmark of the file failed', async () => {
    const { code } = await importing(
      createProject(),
      'import',
      importFixturePath('google-benchmark/1.7.1/repetitions.json.gz'),
    );
    expect(code).toBe(4);
  });

  test('LEAD-01: creates a baseline that names the usual metrics it lacks', async () => {
    const root = createProject();
    await importing(root, 'import', importFixturePath('k6/2.2.0/points.json.gz'));
    const { out } = await importing(root, 'baseline', 'save', 'main');
    expect(out.split('\n')).toEqual([
      'saved main: 1 scenario',
      '  response time: k6',
      expect.stringMatching(
        /^ {4}latency\.p50 [\d.]+ ms, latency\.p95 [\d.]+ ms, latency\.p99 not measured$/,
      ),
      '  web vitals: no source',
      '    lcp not measured, cls not measured, fid not measured, inp not measured',
      '  caches: no source',
      '    cache_hit_rate not measured',
      '',
    ]);
  });

  test('LEAD-01: reports web vitals of real users, which are in no baseline', async () => {
    const root = createProject();
    await importing(root, 'import', importFixturePath('k6/2.2.0/points.json.gz'));
    await importing(root, 'import', importFixturePath('crux/record.json'));
    const { out } = await importing(root, 'baseline', 'save', 'main');
    expect(out).toContain('saved main: 1 scenario\n');
    expect(out).toContain(
      '  web vitals: real users of https://shop.example (phone)\n    lcp 2.684 s (p75), cls 0.05 (p75), fid not measured, inp 178 ms (p75)\n',
    );
  });

  test('LEAD-19: shows log, scrapes and visits in four sections, with `no source` for traces', async () => {
    const root = createProject();
    const files = [
      'pino/pino-http.ndjson',
      'prometheus/range-buckets.json',
      'web-vitals/6.2.3/beacons.jsonl',
    ].map(importFixturePath);
    const reporters = ['markdown', 'html', 'agent'];
    const { code, out } = await importing(
      root,
      ...['import', ...files, '--reporter', 'terminal'],
      ...reporters.flatMap((name) => ['--reporter', `${name}=${name}.out`]),
    );
    expect(code).toBe(0);
    const text = out.replace(/\s+/g, ' ');
    expect(text).toContain('Logs: why? pino (pino-http.ndjson) GET /orders: latency.p50 26.5 ms');
    expect(text).toContain('Metrics: is it slow? Prometheus (range-buckets.json) GET /orders:');
    expect(text).toContain('Traces: where? no source Field: does the user care? web-vitals (');
    const [markdown, page, agent] = reporters.map((name) =>
      readFileSync(join(root, `${name}.out`), 'utf8'),
    );
    expect(markdown).toContain('- **Traces:** where? no source\n');
    expect(page).toMatch(/<h3><strong[^>]*>Traces:<\/strong> where\? no source<\/h3>/);
    expect(agent).toContain('telemetry section=traces question=where source="no source"');
  });

  test('recognises a file whatever its name', async () => {
    const root = createProject();
    copyFileSync(importFixturePath('k6/2.2.0/points.json.gz'), join(root, 'points'));
    const { code, out } = await importing(root, 'import', 'points', '--name', 'checkout');
    expect(code).toBe(0);
    expect(out).toContain('checkout: latency.p50');
  });

  test.each([
    [['import', 'k6'], 'import k6 names no file.'],
    [['import', '--as', 'k7', 'x.json'], '--as k7 is not a known format'],
    [['import', 'nowhere.json'], 'There is no file'],
    [
      ['import', importFixturePath('jmh/1.37/result.json.gz'), '--name', 'x'],
      '--name x cannot apply to 4 benchmarks',
    ],
    [
      ['import', importFixturePath('hyperfine/1.15.0/sleep.json'), '--shards'],
      'cannot be used as a shard',
    ],
    [
      [
        'import',
        importFixturePath('autocannon/9.0.0/result.json'),
        importFixturePath('autocannon/9.0.0/errors.json'),
        '--name',
        'x',
      ],
      'with different settings',
    ],
  ])('reports the mistake in %j in one paragraph', async (args, message) => {
    const root = createProject();
    const { code, err, out } = await importing(root, ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.replace(/\s+/g, ' ')).toContain(message);
    expect(err).not.toMatch(/^\s+at /m);
    expect(listRecordFiles(root)).toEqual([]);
  });
});
