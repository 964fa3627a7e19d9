/** Real servers for comparisons, and the scenarios that load them for a moment. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Returns a server whose responses take this much work. */
export const workServerSource = (rounds: number, port = 'Number(process.env.PORT)'): string =>
  `import { createServer } from 'node:http';
createServer((_request, response) => {
  let sum = 0;
  for (let index = 0; index < ${rounds}; index += 1) sum += Math.sqrt(index);
  response.end(String(sum));
}).listen(${port}, '127.0.0.1');
`;

/** Returns a server of ten products in turn, with a cache by this key. */
const cacheServer = (key: string): string => `import { createServer } from 'node:http';
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

export const CACHING_SERVER = cacheServer('product');
/** Server in which one product of ten has another key each time. */
export const LESS_CACHING_SERVER = cacheServer("product === 3 ? 'product ' + asked : product");

/** Sources of cache hits, by the settings of the scenario. */
export const CACHE_HIT_SOURCES = [
  ['a header', { settings: `cache: { header: 'x-cache' },` }],
  [
    'counters',
    {
      settings: `cache: { counters: { url: '/counts', hits: 'cache.hits', misses: 'cache.misses' } },`,
    },
  ],
] as const;

/** Server that calls `ask` of `src/ask.js` for each answer. */
export const UPSTREAM_CALLING_SERVER = `import { createServer } from 'node:http';
import { ask } from './src/ask.js';
createServer(async (_request, response) => {
  await ask();
  response.end('done');
}).listen(Number(process.env.PORT), '127.0.0.1');
`;

/** Service that programs under test send requests to. */
export interface Upstream {
  /** Returns a module that sends this many requests in sequence. */
  readonly asking: (count: number) => string;
  readonly close: () => void;
}

export async function openUpstream(): Promise<Upstream> {
  const upstream = createServer((_request, response) => response.end('price'));
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/`;
  return {
    asking: (count) => `export async function ask() {
  for (let index = 0; index < ${count}; index += 1) await (await fetch('${url}')).text();
}
`,
    close: () => {
      upstream.closeAllConnections();
      upstream.close();
    },
  };
}

/** A scenario of a short load on the server of the project. */
export function serverScenarioFile({
  ready = '',
  settings = '',
  duration = '240 ms',
} = {}): string {
  return `import { defineScenario } from 'perf-harness';
export default defineScenario({
  name: 'serve',
  server: { command: ['node', 'server.js'], ${ready} },
  http: { url: '/', connections: 2, duration: '${duration}', warmup: '50 ms' },
  ${settings}
});
`;
}
