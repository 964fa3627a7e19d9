/** Real pages as a project: npm's documentation as static site, a page Preact renders. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll } from 'vitest';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { createLiveProject, type LiveProject } from './live-comparison-project.ts';
import { writeFiles } from './run-cli.ts';
import {
  buildPreactApp,
  copyDocumentationSite,
  type PlantedPageChange,
  siteServerSource,
} from './sample-web-sites.ts';

/** Minutes: a busy machine takes several times as long. */
export const PAGE_TEST_TIMEOUT_MS = 900_000;

/** The regression limits are so wide that only planted changes exceed them. */
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
  copyDocumentationSite(join(site, 'docs'));
  await buildPreactApp(join(site, 'app'));
});

export function createSiteProject(): LiveProject {
  const project = createLiveProject({
    'server.mjs': siteServerSource('none'),
    'scenarios/pages.ts': SCENARIOS,
  });
  cpSync(site, join(project.root, 'site'), { recursive: true });
  project.commit('the site');
  return project;
}

/** Compares a site with this planted change with `main`; the server's file always differs. */
export async function comparePlantedChange(
  plant: PlantedPageChange,
  scenario: string,
  ...more: readonly string[]
) {
  const project = createSiteProject();
  writeFiles(project.root, { 'server.mjs': `${siteServerSource(plant)}// A note.\n` });
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
