/** Field data: imported, reported next to measurements (scripted; browser: page.test.ts). */
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createPageExecutor } from '../../harness/executors/page/page-executor.ts';
import { createHost, type ExecutorOverrides } from '../../harness/host.ts';
import { reportSchema } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Executor } from '../../harness/model/executor.ts';
import { importFixturePath } from '../support/import-fixture-run-records.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import { createScriptedExecutors } from '../support/scripted-executors.ts';

const BEACONS = 'web-vitals/6.2.3/beacons.jsonl';
function scenario(keys: string): string {
  return `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'home',
  page: 'http://127.0.0.1:1/',
  trials: 1,
  ${keys}
});
`;
}

/** Returns beacons of one page with these values of the metric. */
function beacons(name: string, values: readonly number[], url = 'https://shop.example/'): string {
  return values
    .map((value, index) => `${JSON.stringify({ name, value, id: `v5-${index}`, url })}\n`)
    .join('');
}

const around = (center: number) => Array.from({ length: 60 }, (_, index) => center + index - 45);

const scripted = createScriptedExecutors(() => ({ measurements: { lcp: 300, ttfb: 20, cls: 0 } }));
const { field } = createPageExecutor(createHost()) as unknown as Executor;
/** The page loads fast here; field data of its users is read as usual. */
const executors: ExecutorOverrides = {
  ...scripted,
  ofKind: (kind) => ({ ...scripted.ofKind(kind), ...(field && { field }) }),
};

/** Imports files of beacons in a project of its own. */
function importRum(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  return runCommandInProcess(['import', 'rum', ...args], { cwd: createProject(files) });
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

async function run(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  return runCommandInProcess(['run', ...args], { cwd: createProject(files), executors });
}

describe('import rum', () => {
  test('returns a record for each page, with the 75th percentiles of its visits', async () => {
    const { code, out } = await importRum({}, importFixturePath(BEACONS), '--reporter', 'json');
    const { runs } = reportSchema.parse(JSON.parse(out));
    expect(code).toBe(0);
    expect(runs.map(({ scenario: name }) => name).toSorted()).toEqual(['/', '/late']);
    const late = runs.find(({ scenario: name }) => name === '/late');
    expect(late).toMatchObject({ kind: 'page', metrics: {}, trials: [] });
    const named = Object.keys(late?.field?.metrics ?? {}).toSorted();
    expect([late?.imported?.format, ...named]).toEqual(['rum', 'cls', 'fcp', 'lcp', 'ttfb']);
    expect(late?.field?.metrics.lcp?.n).toBe(20);
    // The late page answers 40 ms later than the home page, and its layout shifts.
    const home = runs.find(({ scenario: name }) => name === '/');
    for (const metric of ['ttfb', 'cls']) {
      const [lateP75, homeP75] = [late, home].map((page) => page?.field?.metrics[metric]?.p75);
      expect(lateP75).toBeGreaterThan(homeP75 ?? Number.NaN);
    }
  });

  test('shows the field data in every report, and does not compare it', async () => {
    const root = createProject();
    const text = await runCommandInProcess(['import', importFixturePath(BEACONS)], { cwd: root });
    expect(text).toMatchObject({ code: 0, err: '' });
    expect(text.out).toMatch(/Metric +p75 +95 % interval +Visits +Lab median/);
    for (const reporter of ['markdown', 'html', 'agent']) {
      const { out } = await runCommandInProcess(['report', '--reporter', reporter], { cwd: root });
      expect(out).toContain('ttfb');
    }
    const saved = await runCommandInProcess(
      ['import', importFixturePath(BEACONS), '--reporter', 'json=before.json'],
      { cwd: root },
    );
    expect(saved.code).toBe(0);
    const { code, out } = await runCommandInProcess(['compare', './before.json'], { cwd: root });
    expect(code).toBe(6);
    expect(oneLine(out)).toContain('is field data from a changing set of users');
  });

  test('LEAD-17: calls FID legacy', async () => {
    const { code, out } = await importRum({ 'old.jsonl': beacons('FID', around(80)) }, 'old.jsonl');
    expect(code).toBe(0);
    expect(out).toMatch(/fid \(legacy\) +\d+/);
  });

  const TORN = '{"name":"LCP","value":';
  test.each([
    ['an invalid line', `${TORN}\n${beacons('LCP', [1])}`, 'as rum: line 1 is not JSON'],
    ['invalid values only', '{"name":"LCP","value":NaN}\n{}\n', 'cannot be imported as rum'],
  ])('refuses a file with %s', async (_, text, message) => {
    const { code, err } = await importRum({ 'bad.jsonl': text }, 'bad.jsonl');
    expect(code).toBe(2);
    expect(oneLine(err)).toContain(message);
  });

  test('accepts a file whose last line is cut off, and says so', async () => {
    const files = { 'cut.jsonl': `${beacons('LCP', around(900))}${TORN}` };
    const { code, out } = await importRum(files, 'cut.jsonl');
    expect(code).toBe(0);
    expect(oneLine(out)).toContain('A file ends in the middle of a line');
  });

  test('ignores times in the year 3000', async () => {
    const late = beacons('LCP', around(900)).replaceAll('"id"', '"time":32503680000000,"id"');
    const { out } = await importRum({ 'late.jsonl': late }, 'late.jsonl', '--reporter', 'json');
    expect(reportSchema.parse(JSON.parse(out)).runs[0]?.field).toMatchObject({ from: null });
  });
});

describe('a page with field data', () => {
  test('LEAD-07: fails when it is slow for its users, however fast it is here', async () => {
    const { code, out } = await run({
      'scenarios/home.js': scenario(`field: '../rum.jsonl', budgets: { lcp: '< 2.5 s' }`),
      'rum.jsonl': beacons('LCP', around(4_000)),
    });
    expect(code).toBe(1);
    expect(oneLine(out)).toMatch(
      /lcp < 2\.5 s [\d.]+ s \(field\) 60 % over the limit; lab [\d.]+ ms, met/,
    );
    expect(out).toMatch(/field data for \/ from rum\.jsonl/);
  });

  test('passes when it is fast for its users, and judges metrics that only they can provide', async () => {
    const { code, out } = await run(
      {
        'scenarios/home.js': scenario(
          `field: { file: '../rum.jsonl', page: '/shop/*' }, budgets: { lcp: '< 2.5 s', inp: '<= 200 ms', fid: '< 100 ms' }`,
        ),
        'rum.jsonl': ['LCP', 'INP', 'FID']
          .map((name) => beacons(name, around(60), 'https://shop.example/shop/1'))
          .join(''),
      },
      '--reporter',
      'json',
    );
    const [home] = reportSchema.parse(JSON.parse(out)).runs;
    expect(code).toBe(0);
    expect(home?.budgets.map(({ metric, source, verdict }) => [metric, source, verdict])).toEqual([
      ['lcp', 'field', 'pass'],
      ['inp', 'field', 'pass'],
      ['fid', 'field', 'pass'],
    ]);
    expect(home?.findings.map(({ id }) => id)).not.toContain('metric-missing');
  });

  test('LEAD-19: takes the folder of a collector as its field, next to the local measurements', async () => {
    const { code, out } = await run({
      'scenarios/home.js': scenario(`field: '../.perf-harness/field', budgets: { lcp: '< 2.5 s' }`),
      '.perf-harness/field/2026-11-20-1-a-0.jsonl': beacons('LCP', around(9_000)),
      '.perf-harness/field/2026-12-25-1-a-0.jsonl': beacons('LCP', around(1_000)),
    });
    expect(code).toBe(0);
    const text = oneLine(out);
    expect(text).toContain('Metrics: is it slow? measured by perf-harness home: lcp 300 ms');
    expect(text).toContain(
      'Field: does the user care? the perf-harness collector (2026-12-25-1-a-0.jsonl)',
    );
  });

  test('LEAD-07: is judged by what CrUX publishes about it, even without a number of visits', async () => {
    const answer = (p75: number, formFactor: string): string =>
      JSON.stringify({
        record: {
          key: { url: 'https://shop.example/', formFactor },
          metrics: { largest_contentful_paint: { percentiles: { p75 } } },
        },
      });
    const { code, out } = await run({
      'scenarios/home.js': scenario(`field: '../crux.json', budgets: { lcp: '< 2.5 s' }`),
      'crux.json': `[${answer(2_900, 'PHONE')},${answer(1_200, 'DESKTOP')}]`,
    });
    expect(code).toBe(1);
    const text = oneLine(out);
    expect(text).toContain('lcp < 2.5 s 2.9 s (field) 16 % over the limit; lab 300 ms, met');
    expect(text).toMatch(/lcp 2\.9 s unknown unknown 300 ms/);
    const site = await run({
      'scenarios/home.js': scenario(
        `field: { file: '../crux.json', page: '*' }, budgets: { lcp: '< 2.5 s' }`,
      ),
      'crux.json': readFileSync(importFixturePath('crux/record.json'), 'utf8'),
    });
    expect(oneLine(site.out)).toContain('2.684 s (field)');
  });

  test('is measured only here, and says so, when nobody visited it', async () => {
    const { code, out } = await run({
      'scenarios/home.js': scenario(`field: '../rum.jsonl', budgets: { lcp: '< 60 s' }`),
      'rum.jsonl': beacons('LCP', around(4_000), 'https://shop.example/other'),
    });
    expect(code).toBe(0);
    expect(oneLine(out)).toContain('rum.jsonl contains no visits to /');
  });

  test.each([
    ['is not there', `field: '../rum.jsonl'`, {}, 'the file does not exist'],
    ['is no field data', `field: '../rum.jsonl'`, { 'rum.jsonl': 'slow\n' }, 'line 1 is not JSON'],
    [
      'is not named',
      `budgets: { fid: '< 100 ms' }`,
      {},
      'set "field" to a file with data on their visits',
    ],
    ['has no name', 'field: {}', {}, 'field.file'],
  ])('is refused when its file %s', async (_what, keys, files, message) => {
    const { code, err } = await run({
      'scenarios/home.js': scenario(keys),
      ...(files as Record<string, string>),
    });
    expect(code).toBe(2);
    expect(oneLine(err)).toContain(message);
  });
});

test("resolves the field file of a scenario from the scenario's own folder", async () => {
  const root = createProject({
    'scenarios/home.js': scenario(`field: 'visits.jsonl', budgets: { ttfb: '< 10 s' }`),
  });
  copyFileSync(importFixturePath(BEACONS), join(root, 'scenarios', 'visits.jsonl'));
  const { code, out } = await runCommandInProcess(['run', '--reporter', 'json'], {
    cwd: root,
    executors,
  });
  const [home] = reportSchema.parse(JSON.parse(out)).runs;
  expect(code).toBe(0);
  expect(home?.budgets[0]).toMatchObject({ metric: 'ttfb', source: 'field', verdict: 'pass' });
  expect(home?.field).toMatchObject({ page: '/', files: ['visits.jsonl'] });
});
