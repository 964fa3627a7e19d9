/** What decides by counting: requests that a program sends, and hits of a cache, in real commits. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import { liveProject } from '../support/live-project.ts';

const PATIENCE_MS = 180_000;

/** Two commits of a project, measured against each other. */
async function compared(
  files: Readonly<Record<string, string>>,
  changed: Readonly<Record<string, string>>,
  ...options: readonly string[]
) {
  const project = liveProject(files);
  const base = project.git('rev-parse', 'HEAD');
  const head = project.commit('changed', changed);
  const args = ['compare', base, head, ...options, '--no-explain', '--reporter', 'json'];
  const { code, out, err } = await project.perf(args);
  // An error says itself what it is, where there is no report.
  expect(out, err).not.toBe('');
  const report = JSON.parse(out) as ComparisonReport;
  expect([report.base.commit, report.head.commit]).toEqual([base, head]);
  return { code, report };
}

function rowOf({ comparisons }: ComparisonReport, metric: string) {
  return comparisons.find((one) => one.metric === metric);
}

describe('perf-harness compare, http_round_trips', { timeout: PATIENCE_MS }, () => {
  let upstream: Server;
  let url: string;
  beforeAll(async () => {
    upstream = createServer((_request, response) => response.end('price'));
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    upstream.closeAllConnections();
    upstream.close();
  });

  /** Sends so many requests, one after the other. */
  const ask = (count: number): string => `export async function ask() {
  for (let index = 0; index < ${count}; index += 1) await (await fetch('${url}')).text();
}
`;

  it('of a command: one request more is a regression, exactly', async () => {
    const { code, report } = await compared(
      {
        'src/ask.js': ask(2),
        'main.js': `import { ask } from './src/ask.js';\nawait ask();\n`,
        'scenarios/work.ts': `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'prices', command: ['node', 'main.js'],
  regression: { http_round_trips: '0 %', wall_time: '95 %' },
});
`,
      },
      { 'src/ask.js': ask(3) },
    );
    expect(rowOf(report, 'http_round_trips')).toMatchObject({
      ...{ verdict: 'regressed', direction: 'worse', gated: true, confirmed: true },
      ...{ base: 2, head: 3, ratio: 1.5, low: 1.5, high: 1.5 },
    });
    expect(rowOf(report, 'wall_time')?.verdict).not.toBe('regressed');
    expect(code).toBe(1);
  });

  it('of a server: one request more for each answer is a regression, exactly', async () => {
    const { code, report } = await compared(
      {
        'src/ask.js': ask(1),
        'server.js': `import { createServer } from 'node:http';
import { ask } from './src/ask.js';
createServer(async (_request, response) => {
  await ask();
  response.end('done');
}).listen(Number(process.env.PORT), '127.0.0.1');
`,
        'scenarios/work.ts': httpScenario(),
      },
      { 'src/ask.js': ask(2) },
      ...['--metric', 'http_round_trips'],
    );
    expect(rowOf(report, 'http_round_trips')).toMatchObject({
      ...{ verdict: 'regressed', direction: 'worse', gated: true, confirmed: true },
      ...{ base: 1, head: 2, ratio: 2 },
    });
    expect(code).toBe(1);
  });
});

describe('perf-harness compare, cache_hit_rate of a server', { timeout: PATIENCE_MS }, () => {
  /** Ten products are asked for in turn; the cache holds those whose key it finds again. */
  const server = (key: string): string => `import { createServer } from 'node:http';
const cache = new Map();
const counts = { hits: 0, misses: 0 };
let asked = 0;
createServer((request, response) => {
  if (request.url === '/counts') return response.end(JSON.stringify({ cache: counts }));
  asked += 1;
  const product = asked % 10;
  const key = ${key};
  const isHit = cache.has(key);
  counts[isHit ? 'hits' : 'misses'] += 1;
  cache.set(key, product);
  response.setHeader('x-cache', isHit ? 'HIT' : 'MISS');
  response.end(String(product));
}).listen(Number(process.env.PORT), '127.0.0.1');
`;
  const good = server('product');
  // Of one product in ten the key is another one each time.
  const broken = server("product === 3 ? 'product ' + asked : product");

  it.each([
    ['a header', `cache: { header: 'x-cache' },`],
    [
      'counters',
      `cache: { counters: { url: '/counts', hits: 'cache.hits', misses: 'cache.misses' } },`,
    ],
  ])('told by %s: a cache that head has broken is a regression', async (_what, cache) => {
    const { code, report } = await compared(
      { 'server.js': good, 'scenarios/work.ts': httpScenario(cache) },
      { 'server.js': broken },
      ...['--metric', 'cache_hit_rate'],
    );
    const row = rowOf(report, 'cache_hit_rate');
    expect(row).toMatchObject({
      ...{ verdict: 'regressed', direction: 'worse', gated: true, confirmed: true },
    });
    expect(row?.base).toBeGreaterThan(0.97);
    expect(row?.head).toBeGreaterThan(0.85);
    expect(row?.head).toBeLessThan(0.92);
    expect(row?.confirm_pairs).toBe(0);
    expect(code).toBe(1);
  });
});

/** A scenario of a short load on the server of the project. */
function httpScenario(settings = ''): string {
  return `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'serve',
  server: { command: ['node', 'server.js'] },
  http: { url: '/', connections: 2, duration: '240 ms', warmup: '50 ms' },
  ${settings}
});
`;
}
