/**
 * Real pages: the documentation that npm brings as a static site, and one that Preact builds in the
 * browser. What is planted into them is found in the metric that it moves, and in no other one.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ComparisonReport, Report } from '../../harness/model/documents/document.ts';
import { type LiveProject, liveProject } from '../support/live-project.ts';
import { buildApp, copyDocumentation, type Plant, siteServer } from '../support/page-site.ts';
import { writeFiles } from '../support/run-cli.ts';

/** Minutes: a busy machine takes several times as long. */
const PATIENCE_MS = 900_000;

/** Allowed worsening so wide that what was not planted stays within it. */
const SCENARIOS = `import { defineScenario } from 'perf-harness';
const server = { command: ['node', 'server.mjs'] };
const regression = { lcp: '50 %', cls: '50 %', tbt: '50 %' };
const flow = ({ page }) => page.click('#menu');
export default [
  defineScenario({ name: 'docs', server, page: '/docs/npm-install.html', regression }),
  defineScenario({ name: 'app', server, page: '/app/index.html', regression }),
  defineScenario({
    name: 'menu',
    server,
    page: { url: '/app/index.html', flow, repeat: 8 },
    regression: { lcp: '50 %', inp: '80 %', heap_growth: '50 %' },
  }),
];
`;

const site = mkdtempSync(join(tmpdir(), 'perf-harness-site-'));
beforeAll(async () => {
  copyDocumentation(join(site, 'docs'));
  await buildApp(join(site, 'app'));
});
afterAll(() => rmSync(site, { recursive: true }));

function siteProject(): LiveProject {
  const project = liveProject({
    'server.mjs': siteServer('none'),
    'scenarios/pages.ts': SCENARIOS,
  });
  cpSync(site, join(project.root, 'site'), { recursive: true });
  project.commit('the site');
  return project;
}

/** What a comparison with `main` says once this is planted; the server's file differs even without. */
async function comparePlanted(plant: Plant, scenario: string, ...more: readonly string[]) {
  const project = siteProject();
  writeFiles(project.root, { 'server.mjs': `${siteServer(plant)}// A note.\n` });
  const args = ['compare', 'main', scenario, '--max-pairs', '12', '--reporter', 'json', ...more];
  const { code, out, err } = await project.perf(args);
  rmSync(project.cache, { recursive: true, force: true });
  if (out === '') throw new Error(err);
  const { comparisons } = JSON.parse(out) as ComparisonReport;
  const gated = comparisons.filter(({ gated }) => gated);
  return {
    code,
    regressed: gated.filter(({ verdict }) => verdict === 'regressed').map(({ metric }) => metric),
    improved: gated.filter(({ verdict }) => verdict === 'improved').map(({ metric }) => metric),
    others: gated.map(({ metric, verdict }) => `${metric} ${verdict}`),
  };
}

describe('real pages, loaded by the dozen', () => {
  test('real pages have every vital, what they transfer by type, and pictures', {
    timeout: PATIENCE_MS,
  }, async () => {
    const project = siteProject();
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

  test('the same pages are neither slower nor faster, with a margin as narrow as users give', {
    timeout: PATIENCE_MS,
  }, async () => {
    const { code, regressed, improved, others } = await comparePlanted(
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

describe('planted into a real page, and found by a comparison of a dozen pairs', () => {
  test.each([
    ['shift', 'docs', 'cls'],
    ['late-image', 'docs', 'lcp'],
    ['long-task', 'app', 'tbt'],
    ['leak', 'menu', 'heap_growth'],
  ] as const)(
    'a %s is found by a comparison, and nothing else is',
    {
      timeout: PATIENCE_MS,
    },
    async (plant, scenario, metric) => {
      const { code, regressed, others } = await comparePlanted(plant, scenario);
      expect(regressed, others.join(', ')).toEqual([metric]);
      expect(code).toBe(1);
    },
  );
});
