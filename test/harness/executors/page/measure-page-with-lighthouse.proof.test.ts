/** The real Lighthouse from npm, which takes half a minute to load a page. */
import { afterAll, describe, expect, test } from 'vitest';
import {
  LIGHTHOUSE_METRICS,
  lighthouseMetricName,
} from '../../../../harness/model/lighthouse-metrics.ts';
import { installLighthouse } from '../../../support/install-lighthouse.ts';
import { openPageMeasurer, pageScenario } from './page-executor-test-setup.ts';

const { host, measure, blockOf, close } = openPageMeasurer();
afterAll(close);

describe('real Lighthouse as a second source', () => {
  test('measures the same page in the same browser as perf-harness does', async () => {
    const cwd = await installLighthouse(host);
    const scenario = pageScenario('/late-image', { cwd, lighthouse: true, timeoutMs: 200_000 });
    const { measurements, notes } = await blockOf(scenario);
    expect(notes?.lighthouse).toMatch(/^13\./);
    for (const name of LIGHTHOUSE_METRICS.map(lighthouseMetricName))
      expect(measurements[name], name).toBeGreaterThanOrEqual(0);
    // The picture appears after 600 ms in both measurements.
    for (const name of ['lcp', 'lighthouse.lcp']) {
      expect(measurements[name]).toBeGreaterThan(600);
    }
  });

  test('reports a page that does not load, and keeps the measurement of the load itself', async () => {
    const cwd = await installLighthouse(host);
    const trial = await measure(
      pageScenario('/once', { cwd, lighthouse: true, timeoutMs: 200_000 }),
    );
    if (trial.state !== 'completed') throw new Error(JSON.stringify(trial));
    expect(trial.measurements.lcp).toBeGreaterThan(0);
    expect(trial.unavailable['lighthouse.lcp']).toMatch(/^Lighthouse failed: \S/);
  });
});
