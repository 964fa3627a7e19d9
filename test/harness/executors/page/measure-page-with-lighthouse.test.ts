import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { findLighthouse } from '../../../../harness/executors/page/find-page-tools.ts';
import {
  createPageExecutor,
  requiresLighthouse,
} from '../../../../harness/executors/page/page-executor.ts';
import {
  readLighthouseReport,
  runLighthouse,
  unavailableLighthouse,
} from '../../../../harness/executors/page/run-lighthouse.ts';
import type { PlannedTrial } from '../../../../harness/model/executor.ts';
import {
  LIGHTHOUSE_METRICS,
  lighthouseMetricName,
} from '../../../../harness/model/lighthouse-metrics.ts';
import type { PageScenario } from '../../../../harness/model/scenario/scenario.ts';
import { writeInto } from '../../snapshot/temporary-git-repository.ts';
import { openPageMeasurer, pageScenario } from './page-executor-test-setup.ts';

const { host, blockOf, close } = openPageMeasurer();
afterAll(close);

const PLACE = { index: 0, warmup: false, side: 'a', pair: 0, slot: 0, seed: 1 } as const;
const FLOW = fileURLToPath(new URL('../../../fixtures/page/click-menu.mjs', import.meta.url));
const NAMES = LIGHTHOUSE_METRICS.map(lighthouseMetricName);

/** Returns a folder with a fake Lighthouse that stores its arguments, and reports `report`. */
function fakeLighthouse(report: string): string {
  const cwd = mkdtempSync(join(tmpdir(), 'perf-harness-lighthouse-'));
  writeInto(join(cwd, 'node_modules/lighthouse'), {
    'package.json':
      '{ "name": "lighthouse", "version": "13.9.0", "bin": { "lighthouse": "cli.mjs" } }',
    'cli.mjs': `import { readFileSync, writeFileSync } from 'node:fs';
const [url, ...args] = process.argv.slice(2);
const { port, 'config-path': path, 'output-path': output } = Object.fromEntries(
  args.map((arg) => arg.slice(2).split('=')),
);
const config = JSON.parse(readFileSync(path, 'utf8'));
writeFileSync(${JSON.stringify(join(cwd, 'asked.json'))}, JSON.stringify({ url, config }));
const browser = async () => (await fetch(\`http://127.0.0.1:\${port}/json/version\`)).text();
writeFileSync(output, JSON.stringify(${report}));
`,
  });
  return cwd;
}

describe('Lighthouse as a second source', () => {
  test("loads the page separately in the same Chromium, beside a flow by the project's playwright-core", async () => {
    const cwd = fakeLighthouse(`{
      lighthouseVersion: '13.9.0',
      audits: {
        'largest-contentful-paint': { numericValue: 1_675.2 },
        'cumulative-layout-shift': { numericValue: (await browser()).includes('Chrome') ? 0.25 : 0 },
      },
    }`);
    writeInto(join(cwd, 'node_modules/playwright-core'), {
      'package.json': '{ "name": "playwright-core", "version": "1.65.1" }',
      'index.mjs': `import { appendFileSync } from 'node:fs';
appendFileSync(new URL('loaded-by.txt', import.meta.url), \`\${process.pid}\\n\`);
export * from '${import.meta.resolve('playwright-core')}';
`,
    });
    const { measurements, notes } = await blockOf(
      pageScenario('/dialog-menu', {
        cwd,
        params: { clicks: 2 },
        flow: { file: FLOW, timeoutMs: 60_000 },
        lighthouse: true,
        restTimeoutMs: 300,
      }),
    );
    expect(notes).toMatchObject({ lighthouse: '13.9.0', dialogs: 'confirm, confirm' });
    expect(measurements).toMatchObject({ 'lighthouse.lcp': 1_675.2, 'lighthouse.cls': 0.25 });
    expect(measurements.lcp).toBeGreaterThan(0);
    const { url, config } = JSON.parse(readFileSync(join(cwd, 'asked.json'), 'utf8'));
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/dialog-menu$/);
    expect(config.settings).toMatchObject({
      formFactor: 'desktop',
      screenEmulation: { width: 1_350, height: 940, mobile: false },
      throttlingMethod: 'provided',
    });
    // The harness, and the process of the flow.
    const processes = readFileSync(join(cwd, 'node_modules/playwright-core/loaded-by.txt'), 'utf8');
    const [own, flow, ...more] = processes.trim().split('\n');
    expect(own).toBe(`${process.pid}`);
    expect(flow).not.toBe(own);
    expect(more).toEqual([]);
  });

  test('reports a failure in place of its numbers', async () => {
    const cwd = fakeLighthouse(
      "{ lighthouseVersion: '13.9.0', audits: {}, runtimeError: { code: 'NO_FCP', message: 'nothing' } }",
    );
    const found = findLighthouse(host, cwd);
    if (found.type !== 'found') throw new Error('no Lighthouse');
    // This Lighthouse does not connect to its browser.
    const chromium = join(cwd, 'chromium');
    const text = '#!/bin/sh\necho "DevTools listening on ws://127.0.0.1:1/x"\nexec sleep 100\n';
    writeFileSync(chromium, text, { mode: 0o755 });
    const load = { url: 'http://127.0.0.1/', chromium };
    const { readings } = await runLighthouse(host, found.tool, load, {
      scenario: pageScenario('/', { cwd, lighthouse: true }),
      trial: PLACE,
      folder: mkdtempSync(join(tmpdir(), 'perf-harness-lighthouse-')),
      signal: new AbortController().signal,
    });
    expect(Object.values(readings).every((reading) => typeof reading === 'string')).toBe(true);
    expect(readings['lighthouse.lcp']).toMatch(/^Lighthouse failed: NO_FCP/);
  });

  test.each<[string, boolean, Partial<PlannedTrial>, Partial<PageScenario>]>([
    ['is asked in a run', true, {}, {}],
    ['is left out of a scenario that does not ask for it', false, {}, { lighthouse: false }],
    ['is left out of a warm-up', false, { warmup: true }, {}],
    ['is left out of a traced load', false, { pass: 'trace' }, {}],
    ['is left out of a comparison that it decides nothing in', false, { stage: 'screen' }, {}],
    [
      'is asked in one that it decides',
      true,
      { stage: 'screen' },
      { regression: { 'lighthouse.lcp': 0.05 } as never },
    ],
  ])('%s', (_, isAsked, trial, changes) => {
    const scenario = pageScenario('/', { lighthouse: true, ...changes });
    expect(requiresLighthouse({ scenario, trial: { ...PLACE, ...trial } })).toBe(isAsked);
  });

  test('is reported as a missing tool when not installed, with the line that installs it', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'perf-harness-page-'));
    const executor = createPageExecutor({
      ...host,
      env: { ...host.env, PERF_HARNESS_CACHE: empty },
    });
    const asked = pageScenario('/', { cwd: empty, lighthouse: true });
    expect(await executor.check?.(asked)).toMatchObject([
      { id: 'tool-missing', level: 'error', remedy: expect.stringContaining('doctor --install') },
    ]);
    expect(await executor.check?.(pageScenario('/', { cwd: empty }))).toEqual([]);
  });
});

describe('Lighthouse report', () => {
  const report = (audits: object, rest: object = {}): string =>
    JSON.stringify({ lighthouseVersion: '13.5.0', audits, ...rest });

  test('has metrics named after its audits, and the reasons for missing metrics', () => {
    const read = readLighthouseReport(
      report({
        'largest-contentful-paint': { numericValue: 1_675.2 },
        'cumulative-layout-shift': { numericValue: 0 },
        'speed-index': { numericValue: null, errorMessage: 'no frames' },
        metrics: { details: { items: [{ timeToFirstByte: 63 }] } },
        'an-audit-of-the-future': { score: 1 },
      }),
    );
    expect(read).toMatchObject({
      readings: {
        'lighthouse.lcp': 1_675.2,
        'lighthouse.cls': 0,
        'lighthouse.ttfb': 63,
        'lighthouse.speed_index': 'no frames',
        'lighthouse.tbt': 'Lighthouse does not report it',
      },
    });
  });

  test.each([
    ['is no JSON', '<html>', /not a Lighthouse report/],
    ['is of another kind', '{"a":1}', /not a Lighthouse report/],
    [
      'tells of a load that failed',
      report({}, { runtimeError: { code: 'NO_FCP', message: 'nothing was painted' } }),
      /NO_FCP: nothing was painted/,
    ],
  ])('gives the problem when it %s', (_, text, problem) => {
    expect(readLighthouseReport(text)).toMatchObject({ problem: expect.stringMatching(problem) });
  });

  test('gives every metric the reason when there is no report', () => {
    expect(Object.keys(unavailableLighthouse('why')).toSorted()).toEqual(NAMES.toSorted());
  });
});
