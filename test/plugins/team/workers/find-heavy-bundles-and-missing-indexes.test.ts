/** Findings from the files of a project alone. */
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { findProjectType } from '../../../../plugins/team/profiler/detect-project-type-and-tools.ts';
import { measureBundleSize } from '../../../../plugins/team/profiler/measure-front-end-build.ts';
import {
  collectBuildFindings,
  collectProjectFindings,
  findBuild,
} from '../../../../plugins/team/workers/collect-project-findings.ts';
import type { TaskContext } from '../../../../plugins/team/workers/worker-task-context.ts';
import { createProject } from '../../../support/run-cli.ts';

test('TPP-02: finds what is heavy in a build: components, packages, pictures, pages of many elements', () => {
  const root = createProject({
    'dist/index.html': `<html><head><script src="/first.js"></script></head><body>${'<p>x</p>'.repeat(1_500)}</body></html>`,
    'dist/small.html': '<html><body><p>x</p></body></html>',
    'dist/app.js': 'x'.repeat(50_000),
    'dist/hero.png': 'x'.repeat(40_000),
    'dist/icon.svg': 'x'.repeat(90),
    'dist/stats.json': JSON.stringify({
      modules: [
        { name: './src/Chart.jsx', size: 9_000 },
        { name: './src/App.jsx', size: 80 },
        { name: './node_modules/moment/moment.js', size: 30_000 },
      ],
    }),
  });
  const { files } = createHost({ cwd: root });
  const folder = join(root, 'dist');
  const texts = collectBuildFindings({ files }, { folder, size: measureBundleSize(files, folder) });
  expect(texts).toEqual([
    'index.html:1: rendering is blocked by the script /first.js',
    'index.html has 1504 elements, more than 1400',
    'moment adds 30000 B to the bundle',
    'src/Chart.jsx adds 9000 B to the bundle',
    'src/App.jsx adds 80 B to the bundle',
    expect.stringMatching(/^hero\.png accounts for 40000 B of the build's \d+ B$/u),
  ]);
});

/** Returns the findings of the part of a project that a profiler inspects. */
async function findingsOf(files: Readonly<Record<string, string>>, plans: readonly string[]) {
  const root = createProject(files);
  const host = createHost({ cwd: root });
  const database = { root, plans, migrations: 'migrations' };
  // Sound: nothing else of the context is used.
  const context = {
    host,
    root,
    signal: new AbortController().signal,
    dependencies: { database },
  } as unknown as TaskContext;
  const worktree = { host, root } as Parameters<typeof collectProjectFindings>[1];
  const build = findBuild(context, findProjectType(host.files, root));
  return collectProjectFindings(context, worktree, build);
}

it('TPP-02: reports as not automated what only a trace shows', async () => {
  const texts = await findingsOf(
    { 'package.json': '{"dependencies":{"react":"19"}}', 'dist/app.js': 'x' },
    [],
  );
  expect(texts).toContain(
    'needless re-renders: not checked automatically; only a browser trace shows them',
  );
});

it('TPP-03: names the missing index of a plan that reads a whole table', async () => {
  const plan = [
    {
      Plan: {
        'Node Type': 'Seq Scan',
        'Relation Name': 'orders',
        'Actual Rows': 3,
        Filter: '(customer_id = 7)',
        'Actual Loops': 1,
        'Rows Removed by Filter': 12_000,
      },
    },
  ];
  const files = {
    'package.json': '{"dependencies":{"fastify":"5","pg":"8"}}',
    'src/server.js': "import pg from 'pg';\nexport const pool = new pg.Pool();\n",
    'plans/orders.json': JSON.stringify(plan),
  };
  expect(await findingsOf(files, ['plans'])).toEqual([
    'signals: sql_detected',
    'no index on orders covers customer_id, so the query plan reads 12000 rows only to discard them',
  ]);
  expect(await findingsOf(files, [])).toEqual(['signals: sql_detected']);
});
