const LOOKED_UP = '2026-11-21';

/** Pages that practices are described on, with the day on which the catalogue was written. */
export const PRACTICE_SOURCES = {
  dataloader: source(
    'dataloader',
    'DataLoader: batching and caching',
    'https://github.com/graphql/dataloader',
  ),
  'mdn-promise': source(
    'mdn-promise',
    'Promise concurrency: Promise.all',
    'https://nodejs.org/en/learn/asynchronous-work/discover-promises-in-nodejs',
  ),
  'node-streams': source('node-streams', 'Node.js: Stream', 'https://nodejs.org/api/stream.html'),
  undici: source('undici', 'undici: Pool and Agent', 'https://github.com/nodejs/undici'),
  'rfc-9113': source('rfc-9113', 'RFC 9113: HTTP/2', 'https://www.rfc-editor.org/rfc/rfc9113'),
  'rfc-9111': source(
    'rfc-9111',
    'RFC 9111: HTTP Caching',
    'https://www.rfc-editor.org/rfc/rfc9111',
  ),
  'node-postgres': source(
    'node-postgres',
    'node-postgres: pools and queries',
    'https://github.com/brianc/node-postgres',
  ),
  'postgres-wiki': source(
    'postgres-wiki',
    'Database index',
    'https://en.wikipedia.org/wiki/Database_index',
  ),
  'node-fs': source('node-fs', 'Node.js: File system', 'https://nodejs.org/api/fs.html'),
  'big-o': source('big-o', 'Time complexity', 'https://en.wikipedia.org/wiki/Time_complexity'),
  memoisation: source('memoisation', 'Memoization', 'https://en.wikipedia.org/wiki/Memoization'),
  'mdn-starts-with': source(
    'mdn-starts-with',
    'String.prototype.startsWith',
    'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/String/startsWith',
  ),
  'mdn-locale-compare': source(
    'mdn-locale-compare',
    'String.prototype.localeCompare: many strings',
    'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/String/localeCompare',
    '2026-11-29',
  ),
  'v8-elements': source('v8-elements', 'V8: Elements kinds', 'https://v8.dev/blog/elements-kinds'),
  'node-workers': source(
    'node-workers',
    'Node.js: Worker threads',
    'https://nodejs.org/api/worker_threads.html',
  ),
  'lru-cache': source('lru-cache', 'lru-cache', 'https://github.com/isaacs/node-lru-cache'),
  'cache-aside': source(
    'cache-aside',
    'Cache-Aside pattern',
    'https://learn.microsoft.com/azure/architecture/patterns/cache-aside',
  ),
  'circuit-breaker': source(
    'circuit-breaker',
    'Circuit Breaker pattern',
    'https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker',
  ),
} as const;
/** Names of the sources. */
export type PracticeSourceId = keyof typeof PRACTICE_SOURCES;

function source(id: string, title: string, url: string, date = LOOKED_UP) {
  return { id: `source:${id}`, title, url, date };
}
