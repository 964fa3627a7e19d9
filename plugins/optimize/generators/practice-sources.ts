/** Pages that practices are described on: title, address, and day of the visit if another. */
const PAGES = {
  dataloader: ['DataLoader: batching and caching', 'https://github.com/graphql/dataloader'],
  'mdn-promise': [
    'Promise concurrency: Promise.all',
    'https://nodejs.org/en/learn/asynchronous-work/discover-promises-in-nodejs',
  ],
  'node-streams': ['Node.js: Stream', 'https://nodejs.org/api/stream.html'],
  undici: ['undici: Pool and Agent', 'https://github.com/nodejs/undici'],
  'rfc-9113': ['RFC 9113: HTTP/2', 'https://www.rfc-editor.org/rfc/rfc9113'],
  'rfc-9111': ['RFC 9111: HTTP Caching', 'https://www.rfc-editor.org/rfc/rfc9111'],
  'node-postgres': ['node-postgres: pools and queries', 'https://github.com/brianc/node-postgres'],
  'postgres-wiki': ['Database index', 'https://en.wikipedia.org/wiki/Database_index'],
  'node-fs': ['Node.js: File system', 'https://nodejs.org/api/fs.html'],
  'big-o': ['Time complexity', 'https://en.wikipedia.org/wiki/Time_complexity'],
  memoisation: ['Memoization', 'https://en.wikipedia.org/wiki/Memoization'],
  'mdn-starts-with': [
    'String.prototype.startsWith',
    'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/String/startsWith',
  ],
  'mdn-locale-compare': [
    'String.prototype.localeCompare: many strings',
    'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/String/localeCompare',
    '2026-11-29',
  ],
  'v8-elements': ['V8: Elements kinds', 'https://v8.dev/blog/elements-kinds'],
  'node-workers': ['Node.js: Worker threads', 'https://nodejs.org/api/worker_threads.html'],
  'lru-cache': ['lru-cache', 'https://github.com/isaacs/node-lru-cache'],
  'cache-aside': [
    'Cache-Aside pattern',
    'https://learn.microsoft.com/azure/architecture/patterns/cache-aside',
  ],
  'circuit-breaker': [
    'Circuit Breaker pattern',
    'https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker',
  ],
} as const satisfies Readonly<Record<string, readonly [title: string, url: string, date?: string]>>;
/** Names of the sources. */
export type PracticeSourceId = keyof typeof PAGES;

/** Day on which the catalogue was written. */
const LOOKED_UP = '2026-11-21';

/** Returns the source with this name. */
export function practiceSource(id: PracticeSourceId) {
  const [title, url, date = LOOKED_UP] = PAGES[id];
  return { id: `source:${id}`, title, url, date };
}
