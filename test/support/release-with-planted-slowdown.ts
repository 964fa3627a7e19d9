import {
  createAccessLog,
  createDatedRepository,
  incidentTime,
} from './planted-incident-repository-and-logs.ts';

const SCENARIO = `import { orders } from '../src/orders.js';
export default { name: 'orders', run: () => orders(400) };
`;
/** The orders of the release before. */
export const FAST_ORDERS = `const known = new Map(Array.from({ length: 400 }, (_, id) => [id, { id }]));
const cache = new Map();
export function orders(count) {
  const kept = cache.get(count);
  if (kept !== undefined) return kept;
  const found = Array.from({ length: count }, (_, id) => known.get(id));
  cache.set(count, found);
  return found;
}
`;
/** The orders without the cache: slow, and visibly so in the source. */
export const SLOW_ORDERS = `const known = new Map(Array.from({ length: 400 }, (_, id) => [id, { id }]));
export function orders(count) {
  return Array.from({ length: count }, (_, id) => known.get(id));
}
`;

/** A repository with a scenario of its orders, and a release of 14:05 that brings some files. */
export function createReleaseRepository(release: Readonly<Record<string, string>>): string {
  return createDatedRepository([
    {
      at: '09:00',
      message: 'shop',
      files: {
        'package.json': '{"type":"module"}',
        'scenarios/orders.ts': SCENARIO,
        'src/orders.js': FAST_ORDERS,
        'src/orders-list.js':
          'const listCache = new Map();\nexport const list = (id) => listCache.get(id);\n',
      },
      tag: 'v1',
    },
    { at: '14:05', message: 'what the release brings', files: release, tag: 'v2' },
  ]);
}

/** A log in which orders are slow from 14:08 on. */
export function createSlowOrdersLog(): string {
  const began = incidentTime('14:08');
  return createAccessLog({
    from: '12:00',
    until: '16:00',
    rate: () => ({ '/orders/17': 40, '/login': 40 }),
    p95: (at, endpoint) => (at >= began && endpoint.startsWith('/orders') ? 400 : 120),
  });
}
