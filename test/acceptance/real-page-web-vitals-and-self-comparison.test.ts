/** Real pages by the dozen: every metric is measured, identical pages compare as unchanged. */
import { describe, expect, test } from 'vitest';
import type { Report } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import {
  comparePlantedChange,
  createSiteProject,
  PAGE_TEST_TIMEOUT_MS,
} from '../support/compare-web-pages-with-planted-change.ts';

describe('real pages, each loaded several times', () => {
  test('have every vital, the bytes transferred by type, and pictures', {
    timeout: PAGE_TEST_TIMEOUT_MS,
  }, async () => {
    const project = createSiteProject();
    const args = ['run', 'docs', 'app', '--trials', '3', '--reporter', 'json'];
    const { code, out, err } = await project.perf(args);
    expect(code, err).toBe(0);
    for (const { metrics, attachments = [], scenario } of (JSON.parse(out) as Report).runs) {
      for (const name of ['lcp', 'fcp', 'ttfb', 'speed_index', 'transferred', 'js_heap']) {
        expect(metrics[name]?.center, `${scenario} ${name}`).toBeGreaterThan(0);
      }
      expect(metrics.cls?.center).toBeGreaterThanOrEqual(0);
      const script = metrics['transferred.script']?.center ?? 0;
      expect(script > 5_000).toBe(scenario === 'app');
      expect(metrics['transferred.image']?.center).toBeGreaterThan(50_000);
      expect(attachments.map(({ kind }) => kind)).toContain('screenshot');
    }
  });

  test('show no change against themselves, even with the narrowest margin that users set', {
    timeout: PAGE_TEST_TIMEOUT_MS,
  }, async () => {
    const { code, regressed, improved, others } = await comparePlantedChange(
      'none',
      'app',
      '--margin',
      '5%',
    );
    expect({ code, regressed, improved }, others.join(', ')).toEqual({
      code: 0,
      regressed: [],
      improved: [],
    });
    expect(others).toHaveLength(3);
  });
});
