import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createPageExecutor } from '../../../../harness/executors/page/executor.ts';
import {
  readLighthouseReport,
  withoutLighthouse,
} from '../../../../harness/executors/page/lighthouse/read-lighthouse-report.ts';
import { besideName, LIGHTHOUSE_METRICS } from '../../../../harness/model/lighthouse-metrics.ts';
import { installedLighthouse } from '../../../support/lighthouse-package.ts';
import { openPageMeasurer, pageScenario } from './page-scenario.ts';

const { host, measure, blockOf, close } = openPageMeasurer();
afterAll(close);

const NAMES = LIGHTHOUSE_METRICS.map(besideName);

describe('Lighthouse as a second source', () => {
  test('measures the same page in the same browser beside us', async () => {
    const cwd = await installedLighthouse(host);
    const scenario = pageScenario('/late-image', { cwd, lighthouse: true, timeoutMs: 200_000 });
    const { measurements, notes } = await blockOf(scenario);
    expect(notes?.lighthouse).toMatch(/^13\./);
    for (const name of NAMES) expect(measurements[name], name).toBeGreaterThanOrEqual(0);
    // The picture comes after 600 ms, whoever looks.
    for (const name of ['lcp', 'lighthouse.lcp']) {
      expect(measurements[name]).toBeGreaterThan(600);
    }
  });

  test('that meets a page which does not load says so, and the load itself stands', async () => {
    const cwd = await installedLighthouse(host);
    const trial = await measure(
      pageScenario('/once', { cwd, lighthouse: true, timeoutMs: 200_000 }),
    );
    if (trial.state !== 'completed') throw new Error(JSON.stringify(trial));
    expect(trial.measurements.lcp).toBeGreaterThan(0);
    expect(trial.unavailable['lighthouse.lcp']).toMatch(/^Lighthouse failed: \S/);
  });

  test('is left out of a comparison that it decides nothing in', async () => {
    const cwd = await installedLighthouse(host);
    const executor = createPageExecutor(host);
    const unit = await executor.open({
      scenario: pageScenario('/', { cwd, lighthouse: true }),
      trial: { index: 0, warmup: false, side: 'a', pair: 0, slot: 0, stage: 'screen', seed: 1 },
      folder: mkdtempSync(join(tmpdir(), 'perf-harness-page-')),
      signal: AbortSignal.timeout(60_000),
    });
    const { measurements } = await unit.measure({ index: 0, durationMs: null });
    await unit.close();
    expect(Object.keys(measurements).filter((name) => name.startsWith('lighthouse.'))).toEqual([]);
  });

  test('that nobody has installed is a missing tool, with the line that installs it', async () => {
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

describe('a report of Lighthouse', () => {
  const report = (audits: object, rest: object = {}): string =>
    JSON.stringify({ lighthouseVersion: '13.5.0', audits, ...rest });

  test('has metrics by the names of its audits, and the others with why they are missing', () => {
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
      counted: {
        measurements: { 'lighthouse.lcp': 1_675.2, 'lighthouse.cls': 0, 'lighthouse.ttfb': 63 },
        unavailable: {
          'lighthouse.speed_index': 'no frames',
          'lighthouse.tbt': 'Lighthouse does not report it',
        },
      },
    });
  });

  test.each([
    ['is no JSON', '<html>', /no report/],
    ['is of another kind', '{"a":1}', /no report/],
    [
      'tells of a load that failed',
      report({}, { runtimeError: { code: 'NO_FCP', message: 'nothing was painted' } }),
      /NO_FCP: nothing was painted/,
    ],
  ])('that %s is told', (_, text, problem) => {
    expect(readLighthouseReport(text)).toMatchObject({ problem: expect.stringMatching(problem) });
  });

  test('that could not be had leaves every metric with the reason', () => {
    expect(Object.keys(withoutLighthouse('why').unavailable).toSorted()).toEqual(NAMES.toSorted());
  });
});
