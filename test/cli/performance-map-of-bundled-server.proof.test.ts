/** Performance map of a server run from bundles: with its source map, without, with a wrong map. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Step } from '../../harness/model/documents/performance-map-document.ts';
import {
  type ProfileReport,
  profileReportSchema,
} from '../../harness/model/documents/profile-document.ts';
import { scenarioModule } from '../support/bad-input-and-leftover-process-assertions.ts';
import { createProject, writeFiles } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

const BUNDLE = fileURLToPath(new URL('../fixtures/profile-bundle/', import.meta.url));

const FILES = {
  // The same module in three bundles, which differ in their source maps. It computes for long enough
  // that samples fall into each of them, also on a machine that stalls: maps of files without one
  // are not read.
  'server.mjs': `import { createServer } from 'node:http';
const bundles = await Promise.all(['mapped', 'bare', 'wrong'].map((name) => import('./' + name + '/orders.js')));

const back = createServer((request, response) => setTimeout(() => response.end('{}'), 10));
back.listen(0, '127.0.0.1', () => {
  process.env.BACK = String(back.address().port);
  const server = createServer(async (request, response) => {
    for (const { loadOrders } of bundles) await loadOrders();
    response.end('ok');
  });
  server.listen(process.env.PORT, '127.0.0.1');
});
`,
  'scenarios/serve.mjs': scenarioModule(
    `{ name: 'serve', server: { command: ['node', 'server.mjs'], cwd: '..' }, http: { url: '/', connections: 2, duration: '400 ms', warmup: '50 ms' } }`,
  ),
};

/** Creates a project with one module in three bundles: own source map, none, another build's. */
function bundledProject(): string {
  const cwd = createProject(FILES);
  const mapped = join(cwd, 'mapped');
  cpSync(BUNDLE, mapped, { recursive: true });
  // The source of the bundle lies next to it.
  const map = JSON.parse(readFileSync(`${mapped}/orders.js.map`, 'utf8'));
  writeFiles(mapped, { [map.sources[0]]: map.sourcesContent[0] });
  for (const name of ['bare', 'wrong']) {
    cpSync(mapped, join(cwd, name), { recursive: true });
  }
  const bare = join(cwd, 'bare/orders.js');
  writeFileSync(bare, readFileSync(bare, 'utf8').replace(/\/\/# sourceMappingURL.*/, ''));
  rmSync(`${bare}.map`);
  const wrong = join(cwd, 'wrong/orders.js.map');
  const sourcesContent = map.sourcesContent.map(() => '// Another one.');
  writeFileSync(wrong, JSON.stringify({ ...map, sourcesContent }));
  return cwd;
}

/** Returns the waits in the map: their locations, and the functions that lead to them. */
function waitsIn(steps: readonly Step[], above = ''): readonly string[] {
  return steps.flatMap((step) => {
    const way = `${above}${step.function}`;
    const own = step.calls === null ? [] : [`${way} at ${step.location}`];
    return [...own, ...waitsIn(step.children, `${way} > `)];
  });
}

describe('the map of a bundled server', () => {
  let report: ProfileReport;
  let waits: readonly string[];
  beforeAll(async () => {
    const cwd = bundledProject();
    const args = ['profile', 'serve', '--trials', '1', '--reporter', 'json'];
    const { code, out, err } = await runCommandInProcess(args, { cwd, isLight: true });
    expect(code, err).toBe(0);
    report = profileReportSchema.parse(JSON.parse(out));
    waits = waitsIn(report.map?.steps ?? []);
  });

  it('shows the names and lines of the sources with a source map', () => {
    const text = waits.join('\n');
    expect(text).toContain('loadOrders > setTimeout at src/orders.js:4');
    expect(text).toContain(
      'loadOrders > queryDatabase > GET 127.0.0.1/items/:id at src/orders.js:10',
    );
  });

  it.each(['bare', 'wrong'])(
    'shows the places of the %s bundle, which has no matching source map',
    (name) => {
      const own = waits.filter((wait) => wait.endsWith(` at ${name}/orders.js:1`));
      expect(own.join('\n')).toContain('> GET 127.0.0.1/items/:id at ');
      expect(own.join('\n')).not.toContain('loadOrders');
    },
  );

  it('reports the bundle with a source map of another build', () => {
    const told = report.findings.filter(({ id }) => id.startsWith('source-map'));
    expect(told).toMatchObject([{ id: 'source-map-wrong' }]);
    expect(told[0]?.message).toMatch(/wrong\/orders\.js/u);
    expect(told[0]?.message).not.toMatch(/mapped|bare/u);
  });
});
