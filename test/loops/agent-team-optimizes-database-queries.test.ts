/** Teams on services with slow queries and a real PostgreSQL. They need the machine alone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { AggregateResults } from '../../plugins/team/coordinate/aggregate-team-session-results.ts';
import { gitIn } from '../fixtures/optimize/make-repository.ts';
import { runCli } from '../support/run-cli.ts';
import {
  openServiceToOptimize,
  type ServiceToOptimize,
} from '../support/sample-service-to-optimize.ts';
import { LOOP_TIMEOUT_MS } from './optimize-sample-service.ts';

const opened: ServiceToOptimize[] = [];
afterEach(async () => {
  for (const service of opened.splice(0)) await service.close();
});

/** Runs a team on a service; returns its report on bottlenecks and the diff of its branches. */
async function worked(name: string, scenario: string) {
  const service = await openServiceToOptimize(name);
  opened.push(service);
  const { root, env } = service;
  const done = await runCli(['team', 'run', scenario, '--yes'], { cwd: root, env });
  const session = scenario.replace(' ', '-');
  const artefact = (path: string): string =>
    readFileSync(join(root, '.workflow', session, 'artifacts', path), 'utf8');
  expect(done.code, `${done.err}${done.out}`).toBe(0);
  const { overall } = JSON.parse(artefact('aggregate-results.json')) as AggregateResults;
  expect(overall).toMatchObject({ status: 'complete', failed: 0 });
  const branches = gitIn(root, 'for-each-ref', '--format=%(refname)', 'refs/heads/team');
  const diffs = branches.split('\n').map((branch) => gitIn(root, 'diff', 'main', branch));
  return { report: artefact('bottleneck-report.md'), diff: diffs.join('\n') };
}

it(
  'TPP-03: counts the queries of a seeded route, names the route, and passes a change of them',
  async () => {
    const { report, diff } = await worked('customer-orders', 'list orders');
    const [, count] = /\/customers\/\S* sends (\d+) queries from src\/\S+ during one request/u.exec(
      report,
    ) ?? [report];
    // One query for each of the latest orders.
    expect(Number(count)).toBe(40);
    expect(diff).toMatch(/ANY\(\$1\)|eachBounded\(rows/u);
  },
  LOOP_TIMEOUT_MS,
);

it(
  'TPP-03: reports the index that a query over a whole table lacks, and adds it',
  async () => {
    const { report, diff } = await worked('customer-lookup', 'find customer');
    expect(report).toMatch(/no index on customers covers email/u);
    expect(report).toMatch(
      /GET \/customers waits \d+\.\d ms \(\d+\.\d % of the time\) for a query/u,
    );
    expect(diff).toContain('+CREATE INDEX CONCURRENTLY');
  },
  LOOP_TIMEOUT_MS,
);
