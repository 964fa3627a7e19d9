import { incidentTime, type PlantedCommit } from './planted-incident-repository-and-logs.ts';

/** A service with an incident, and the incident's cause. */
export interface SimulatedIncident {
  readonly name: string;
  /** Pattern of the title of the right cause; null: nothing may be established. */
  readonly cause: RegExp | null;
  /** Files that the release of 14:10 changes, over `BASE`. */
  readonly release: Readonly<Record<string, string>>;
  /** Factor of durations, by endpoint, from the beginning on. */
  readonly slow?: (endpoint: string, minutes: number) => number;
  readonly errors?: (endpoint: string, minutes: number) => number;
  /** Factor of traffic from the beginning on. */
  readonly traffic?: (minutes: number) => number;
  /** Values over time, by minutes since the onset; negative minutes are before it. */
  readonly series?: Readonly<Record<string, (minutes: number) => number>>;
}

export const INCIDENT_START = incidentTime('14:12');

const settings = (changes: Readonly<Record<string, string | number>> = {}): string => {
  const all = { max: 50, ttl: '10m', timeout: '30s', cpu: '2', banner: 'summer', ...changes };
  return `db:\n  pool:\n    max: ${all.max}\ncache:\n  ttl: ${all.ttl}\nhttp:\n  timeout: ${all.timeout}\nresources:\n  limits:\n    cpu: "${all.cpu}"\nbanner: ${all.banner}\n`;
};
const lock = (knex: string): string =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: { '': {}, 'node_modules/knex': { version: knex } },
  });
const ORDERS = `export async function orders(ids) {
  const kept = orderCache.get(ids);
  if (kept !== undefined) return kept;
  return db.query('SELECT * FROM orders WHERE id = ANY($1) LIMIT 50', [ids]);
}
`;
const CHECKOUT = `export async function checkout(cart) {
  const client = await pool.connect();
  try {
    return await pay(client, cart);
  } finally {
    client.release();
  }
}
`;

/** The service before the release. */
export const BASE_COMMIT: PlantedCommit = {
  at: '09:00',
  message: 'shop',
  files: {
    'config/production.yml': settings(),
    'package-lock.json': lock('2.5.1'),
    'src/orders.js': ORDERS,
    'src/checkout.js': CHECKOUT,
    'src/products.js': 'export const products = () => [];\n',
    'migrations/001.sql': 'CREATE INDEX orders_user ON orders (user_id);\n',
  },
  tag: 'v1',
};

const everywhere = (factor: number) => () => factor;
const on =
  (path: string, factor: number) =>
  (endpoint: string): number =>
    endpoint.includes(path) ? factor : 1;
const step =
  (before: number, after: number) =>
  (minutes: number): number =>
    minutes >= 0 ? after : before;

/** Incidents with the cause that has to be found. */
export const INCIDENTS: readonly SimulatedIncident[] = [
  {
    name: 'pool cut from 50 to 20',
    cause: /db\.pool\.max/u,
    release: { 'config/production.yml': settings({ max: 20, timeout: '60s' }) },
    slow: on('checkout', 3.5),
    series: { pool_utilization: step(60, 95), cpu_usage: () => 45 },
  },
  {
    name: 'time to live cut',
    cause: /cache\.ttl/u,
    release: { 'config/production.yml': settings({ ttl: '1m' }) },
    slow: on('orders', 2),
    series: { cache_hit_rate: step(92, 40), db_queries_per_second: step(120, 480) },
  },
  {
    name: 'index dropped',
    cause: /index is dropped/u,
    release: { 'migrations/002.sql': 'DROP INDEX orders_user;\n' },
    slow: on('orders', 6),
    series: { query_time: step(8, 160), cpu_usage: step(40, 70) },
  },
  {
    name: 'blocking call merged',
    cause: /blocks the event loop/u,
    release: {
      'src/products.js':
        "import { readFileSync } from 'node:fs';\nexport const products = () => JSON.parse(readFileSync('products.json', 'utf8'));\n",
    },
    slow: everywhere(2.5),
    series: { event_loop_delay: step(2, 90), cpu_usage: step(40, 85) },
  },
  {
    name: 'a query in each turn of a loop',
    cause: /in each loop iteration/u,
    release: {
      'src/orders.js': `export async function orders(ids) {
  const found = [];
  for (const id of ids) {
    found.push(await db.query('SELECT * FROM orders WHERE id = $1', [id]));
  }
  return found;
}
`,
    },
    slow: on('orders', 5),
    series: { db_queries_per_second: step(120, 2600), pool_utilization: step(40, 70) },
  },
  {
    name: 'cache removed',
    cause: /a cache was removed/u,
    release: {
      'src/orders.js': `export async function orders(ids) {
  return db.query('SELECT * FROM orders WHERE id = ANY($1) LIMIT 50', [ids]);
}
`,
    },
    slow: on('orders', 3),
    series: { cache_hit_rate: step(90, 3), db_queries_per_second: step(120, 900) },
  },
  {
    name: 'processor limit lowered',
    cause: /limits\.cpu/u,
    release: { 'config/production.yml': settings({ cpu: '500m' }) },
    slow: everywhere(2),
    series: { cpu_throttled_seconds: step(0.2, 12), cpu_usage: step(40, 98) },
  },
  {
    name: 'connection leak',
    cause: /the release of a resource was removed/u,
    release: {
      'src/checkout.js': `export async function checkout(cart) {
  const client = await pool.connect();
  return await pay(client, cart);
}
`,
    },
    slow: (endpoint, minutes) => (endpoint.includes('checkout') ? 1 + minutes / 15 : 1),
    errors: (endpoint, minutes) => (endpoint.includes('checkout') && minutes > 40 ? 0.2 : 0),
    series: { pool_in_use: (minutes) => Math.min(50, Math.max(12, 12 + minutes)) },
  },
  {
    name: 'a noisy neighbour',
    cause: /cpu_steal/u,
    release: { 'README.md': 'shop\n' },
    slow: everywhere(1.9),
    series: { cpu_steal: step(1, 38), pool_utilization: () => 50 },
  },
  {
    name: 'disk full',
    cause: /disk_used/u,
    release: { 'config/production.yml': settings({ banner: 'winter' }) },
    errors: (endpoint) => (endpoint.includes('checkout') ? 0.5 : 0),
    series: {
      disk_used_percent: (minutes) => Math.min(100, 100 + Math.min(0, minutes) / 3),
      cpu_usage: () => 40,
    },
  },
  {
    name: 'slow downstream',
    cause: /payments_latency/u,
    release: { 'README.md': 'shop\n' },
    slow: on('checkout', 4),
    series: { payments_latency_ms: step(40, 400), cpu_usage: () => 40 },
  },
  {
    name: 'slow downstream, and a longer time-out',
    cause: /payments_latency/u,
    release: { 'config/production.yml': settings({ timeout: '60s' }) },
    slow: on('checkout', 4),
    series: { payments_latency_ms: step(40, 400), cpu_usage: () => 40 },
  },
  {
    name: 'lock contention by a statement',
    cause: /a lock/u,
    release: {
      'src/checkout.js': CHECKOUT.replace(
        'await pay',
        'await client.query("SELECT 1 FROM stock FOR UPDATE"), pay',
      ),
    },
    slow: on('checkout', 4),
    series: { pg_lock_waits: step(0.5, 30), cpu_usage: () => 40 },
  },
  {
    name: 'memory limit lowered',
    cause: /limits\.memory/u,
    release: { 'deploy/shop.yaml': 'resources:\n  limits:\n    memory: 256Mi\n' },
    slow: everywhere(1.8),
    series: { gc_pause_seconds: step(0.1, 2), heap_used_ratio: step(0.5, 0.97) },
  },
  {
    name: 'traffic threefold',
    cause: /^traffic went/u,
    release: { 'README.md': 'shop\n' },
    slow: everywhere(2.2),
    traffic: () => 3,
    series: { cpu_usage: step(35, 97) },
  },
];

/** Events that look like a cause and are none: nothing may be established. */
export const DECOYS: readonly SimulatedIncident[] = [
  {
    name: 'a release at the moment that traffic triples',
    cause: null,
    release: { 'config/production.yml': settings({ max: 45 }) },
    slow: everywhere(2.2),
    traffic: () => 3,
    series: { cpu_usage: step(35, 97) },
  },
  {
    name: 'a harmless release, slow for no known reason',
    cause: null,
    release: { 'config/production.yml': settings({ banner: 'winter' }) },
    slow: everywhere(2),
  },
  {
    name: 'a suspicious setting, and no numbers',
    cause: null,
    release: { 'config/production.yml': settings({ max: 20 }) },
    slow: on('checkout', 3),
  },
  {
    name: 'a suspicious setting whose numbers stay as they are',
    cause: null,
    release: { 'config/production.yml': settings({ max: 40 }) },
    slow: on('checkout', 3),
    series: { pool_utilization: () => 50, cpu_usage: () => 40 },
  },
  {
    name: 'a newer package, and no numbers',
    cause: null,
    release: { 'package-lock.json': lock('3.1.0') },
    slow: on('orders', 2),
  },
  {
    name: 'a suspicious line on another path',
    cause: null,
    release: { 'src/products.js': 'export const products = () => readFileSync("p");\n' },
    slow: on('checkout', 2.5),
  },
  {
    name: 'nothing became slower',
    cause: null,
    release: { 'config/production.yml': settings({ max: 20 }) },
    series: { pool_utilization: step(60, 80) },
  },
  {
    name: 'two changes that the same numbers would show',
    cause: null,
    release: {
      'config/production.yml': settings({ ttl: '1m' }),
      'src/orders.js': ORDERS.replace(/ {2}const kept[^\n]*\n {2}if[^\n]*\n/u, ''),
    },
    slow: on('orders', 3),
    series: { cache_hit_rate: step(90, 20), db_queries_per_second: step(120, 900) },
  },
];
