/** Teams with one pipeline and several, measured for real. They need the machine alone. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { AggregateResults } from '../../plugins/team/coordinate/aggregate-team-session-results.ts';
import {
  createShopProject,
  readUserRepositoryState,
  runTeamCommand,
} from '../support/sample-shop-project.ts';
import { LOOP_TIMEOUT_MS } from './optimize-sample-service.ts';

const NAMES = ['baseline-metrics.json', 'bottleneck-report.md', 'optimization-plan.md'];
const JUDGED = ['benchmark-results.json', 'review-report.md'];

it(
  'TEAM-18, TEAM-28: gives two pipelines their own baselines; one fails, the other completes',
  async () => {
    const broken = `import { defineScenario } from 'perf-harness';
export default defineScenario({ name: 'broken', run: () => { throw new Error('out of order'); } });
`;
    const project = createShopProject({ 'scenarios/broken.js': broken });
    const before = readUserRepositoryState(project);
    const done = await runTeamCommand(project, 'run', 'broken', 'tags', 'prices', '--yes');
    expect(done.code, `${done.err}${done.out}`).toBe(1);
    expect(readUserRepositoryState(project)).toBe(before);
    const folder = join(project.root, '.workflow/broken-tags-prices');
    const artefact = (path: string) => join(folder, 'artifacts', path);
    const { branches, overall } = JSON.parse(
      readFileSync(artefact('aggregate-results.json'), 'utf8'),
    ) as AggregateResults;
    expect(overall).toMatchObject({ status: 'partial', passed: 2, failed: 1 });
    expect(branches).toMatchObject({
      A: { status: 'failed', target: 'broken', reason: expect.stringContaining('PROFILE-A01') },
      B: { status: 'passed', target: 'tags' },
      C: { status: 'passed', target: 'prices' },
    });
    const timeOf = (lane: string): number =>
      JSON.parse(
        readFileSync(artefact(`pipelines/${lane}/baseline-metrics.json`), 'utf8'),
      ).metrics.find(({ metric }: { readonly metric: string }) => metric === 'wall_time').value;
    expect(timeOf('B')).not.toBe(timeOf('C'));
    for (const name of [...NAMES, ...JUDGED])
      expect(existsSync(artefact(`pipelines/C/${name}`))).toBe(true);
    expect(existsSync(artefact('baseline-metrics.json'))).toBe(false);
  },
  LOOP_TIMEOUT_MS,
);

it(
  'TEAM-16: processes two improvements in one line, and leaves what a single run leaves',
  async () => {
    const project = createShopProject();
    const before = readUserRepositoryState(project);
    const done = await runTeamCommand(project, 'run', 'prices', '--yes');
    expect(done.code, `${done.err}${done.out}`).toBe(0);
    expect(readUserRepositoryState(project)).toBe(before);
    const folder = join(project.root, '.workflow/prices');
    for (const name of [...NAMES, ...JUDGED]) {
      expect(existsSync(join(folder, 'artifacts', name)), name).toBe(true);
    }
    expect(readdirSync(join(folder, 'explorations'))).not.toEqual([]);
    const session = JSON.parse(readFileSync(join(folder, 'session.json'), 'utf8'));
    expect(session).toMatchObject({ resolved_mode: 'single', status: 'completed' });
    expect(project.git('diff', '--name-only', 'main', 'team/prices/main')).toBe('src/prices.js');
  },
  LOOP_TIMEOUT_MS,
);
