/** The performance map of a server that runs from a bundle: with its source map, without, with a wrong one. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { expect, it } from 'vitest';
import type { Step } from '../../harness/model/documents/performance-map.ts';
import {
  type ProfileReport,
  profileReportSchema,
} from '../../harness/model/documents/profile-document.ts';
import { scenarioModule } from '../support/bad-input.ts';
import { runCommand } from '../support/command-line.ts';
import { project } from '../support/run-cli.ts';

const FILES = {
  'src/orders.js': `import { setTimeout as sleep } from 'node:timers/promises';

export async function loadOrders() {
  await sleep(5);
  await queryDatabase();
}

async function queryDatabase() {
  const answer = await fetch('http://127.0.0.1:' + process.env.BACK + '/items/1');
  await answer.text();
}
`,
  'src/server.js': `import { createServer } from 'node:http';
import { loadOrders } from './orders.js';

const back = createServer((request, response) => setTimeout(() => response.end('{}'), 10));
back.listen(0, '127.0.0.1', () => {
  process.env.BACK = String(back.address().port);
  const server = createServer(async (request, response) => {
    await loadOrders();
    response.end('ok');
  });
  server.listen(process.env.PORT, '127.0.0.1');
});
`,
  'scenarios/serve.mjs': scenarioModule(
    `{ name: 'serve', server: { command: ['node', 'dist/server.js'], cwd: '..' }, http: { url: '/', connections: 2, duration: '500 ms', warmup: '100 ms' } }`,
  ),
};

/** Its report, once something was done to the bundle. */
async function profiled(change: (bundle: string) => void): Promise<ProfileReport> {
  const cwd = project(FILES);
  const outDir = join(cwd, 'dist');
  const ssr = join(cwd, 'src/server.js');
  await build({
    root: cwd,
    configFile: false,
    logLevel: 'error',
    build: { outDir, sourcemap: true, minify: true, ssr },
  });
  change(join(outDir, 'server.js'));
  const args = ['profile', 'serve', '--trials', '1', '--reporter', 'json'];
  const { code, out, err } = await runCommand(args, { cwd });
  expect(code, err).toBe(0);
  return profileReportSchema.parse(JSON.parse(out));
}

/** What the map has of waiting: where, and through which functions. */
function waitsIn(steps: readonly Step[], above = ''): readonly string[] {
  return steps.flatMap((step) => {
    const way = `${above}${step.function}`;
    const own = step.calls === null ? [] : [`${way} at ${step.location}`];
    return [...own, ...waitsIn(step.children, `${way} > `)];
  });
}

const told = ({ findings }: ProfileReport): readonly string[] =>
  findings.map(({ id }) => id).filter((id) => id.startsWith('source-map'));

const withoutMapLine = (bundle: string): void =>
  writeFileSync(bundle, readFileSync(bundle, 'utf8').replace(/\/\/# sourceMappingURL.*/, ''));
const ofAnotherBuild = (bundle: string): void => {
  const map = JSON.parse(readFileSync(`${bundle}.map`, 'utf8'));
  const sourcesContent = map.sourcesContent.map(() => '// Another one.');
  writeFileSync(`${bundle}.map`, JSON.stringify({ ...map, sourcesContent }));
};

it('with its source map has the names and lines of the sources', async () => {
  const report = await profiled(() => undefined);
  const waits = waitsIn(report.map?.steps ?? []).join('\n');
  expect(waits).toContain('loadOrders > setTimeout at src/orders.js:4');
  expect(waits).toContain(
    'loadOrders > queryDatabase > GET 127.0.0.1/items/:id at src/orders.js:9',
  );
  expect(told(report)).toEqual([]);
});

it.each([
  ['without a source map', withoutMapLine, []],
  ['with a source map of another build', ofAnotherBuild, ['source-map-wrong']],
])('%s has the places of the bundle', async (_how, change, findings) => {
  const report = await profiled(change);
  const waits = waitsIn(report.map?.steps ?? []);
  expect(waits.join('\n')).toContain('> GET 127.0.0.1/items/:id at dist/server.js:1');
  expect(waits.join('\n')).not.toContain('src/');
  expect(told(report)).toEqual(findings);
});
