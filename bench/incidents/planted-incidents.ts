import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShopStack } from './shop-stack.ts';

/** Correct cause: a file changed by the release, or the title of a change from outside. */
export type ExpectedCause =
  | { readonly file: string; readonly title?: RegExp }
  | { readonly title: RegExp };

/** An event that affects the shop at a given time. */
export interface PlantedIncident {
  readonly name: string;
  /** Expected cause; null: no source reveals it, so that nothing may be established. */
  readonly cause: ExpectedCause | null;
  /** Files that are committed before, and deployed at the moment. */
  readonly release?: () => Readonly<Record<string, string>>;
  /** Additional event besides the deployment. */
  readonly act?: (stack: ShopStack) => Promise<void> | void;
  /** Set if it grows from that time on, so that there is no sharp onset. */
  readonly creeps?: true;
  /** Metrics that are not recorded, by name. */
  readonly hides?: RegExp;
  /** Set if nothing becomes slower. */
  readonly isHarmless?: true;
}

const SHOP = join(import.meta.dirname, 'shop');

/** A file of the shop with some of its text in place of other text, which has to be there. */
function edited(file: string, ...edits: readonly (readonly [from: string, to: string])[]): string {
  return edits.reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`${file} has no "${from}"`);
      return text.replace(from, () => to);
    },
    readFileSync(join(SHOP, file), 'utf8'),
  );
}

const SETTINGS = 'config/production.yml';
const settings =
  (...edits: readonly (readonly [string, string])[]) =>
  (): Readonly<Record<string, string>> => ({ [SETTINGS]: edited(SETTINGS, ...edits) });
const source =
  (file: string, ...edits: readonly (readonly [string, string])[]) =>
  (): Readonly<Record<string, string>> => ({ [file]: edited(file, ...edits) });
const BANNER = ['banner: summer', 'banner: winter'] as const;
const TIMEOUT = ['timeout: 5s', 'timeout: 20s'] as const;
const POOL = ['max: 50', 'max: 20'] as const;
const texts = (): Readonly<Record<string, string>> => ({ 'README.md': 'A shop.\n' });

/** With a cause that has to be found. */
export const INCIDENTS: readonly PlantedIncident[] = [
  {
    name: 'pool from 50 to 20',
    cause: { file: SETTINGS, title: /db\.pool\.max/u },
    release: settings(POOL, BANNER),
  },
  {
    name: 'time to live cut',
    cause: { file: SETTINGS, title: /cache\.ttl/u },
    release: settings(['ttl: 10m', 'ttl: 1s'], TIMEOUT),
  },
  {
    name: 'slow downstream, and a longer time-out that hides it',
    cause: { title: /payments/u },
    release: settings(TIMEOUT),
    act: (stack) => stack.setPayments(1_050),
  },
  {
    name: 'index dropped',
    cause: { file: 'migrations/002.sql' },
    release: () => ({ 'migrations/002.sql': 'DROP INDEX products_category;\n' }),
    act: (stack) => stack.migrate('DROP INDEX products_category'),
  },
  {
    name: 'a dependency made slower',
    cause: { file: 'package-lock.json' },
    release: source('package-lock.json', ['"version": "1.2.0"', '"version": "2.0.0"']),
  },
  {
    name: 'blocking call merged',
    cause: { file: 'src/checkout.js' },
    release: source(
      'src/checkout.js',
      [
        "import { appendFile } from 'node:fs/promises';",
        "import { scryptSync } from 'node:crypto';\nimport { appendFile } from 'node:fs/promises';",
      ],
      [
        '    await appendFile(',
        "    const seal = scryptSync(receipt, 'shop', 32, { N: 4096 }).toString('hex');\n    await appendFile(",
      ],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a part of the shop's text
      ['`${receipt}\\n`', '`${receipt} ${seal}\\n`'],
    ),
  },
  {
    name: 'a query in each turn of a loop merged',
    cause: { file: 'src/products.js' },
    release: source(
      'src/products.js',
      ['SELECT id, name, price FROM', 'SELECT id, name FROM'],
      [
        '  return rows.map((row) => ({ ...row, price: formatPrice(row.price) }));',
        `  const priced = [];
  for (const row of rows) {
    const [{ price }] = await query('SELECT price FROM products WHERE id = $1', [row.id]);
    priced.push({ ...row, price: formatPrice(price) });
  }
  return priced;`,
      ],
    ),
  },
  {
    name: 'cache removed',
    cause: { file: 'src/orders.js' },
    release: source(
      'src/orders.js',
      ['  const kept = orderCache.get(id);\n  if (kept !== undefined) return kept;\n', ''],
      ['  orderCache.set(id, found);\n', ''],
      ['const orderCache = createCache(duration(settings.cache.ttl));\n\n', ''],
      ["import { createCache } from './cache.js';\n", ''],
      ["import { duration, settings } from './settings.js';\n", ''],
    ),
  },
  {
    name: 'processor limit lowered',
    cause: { file: 'deploy/shop.yaml' },
    release: source('deploy/shop.yaml', ['cpu: "1"', 'cpu: 80m']),
  },
  {
    name: 'a noisy neighbour',
    cause: { title: /cpu_waiting|load1/u },
    act: (stack) => stack.addNeighbours(12),
  },
  {
    name: 'disk full',
    cause: { title: /disk/u },
    act: (stack) => stack.fillDisk(),
  },
  {
    name: 'slow downstream',
    cause: { title: /payments/u },
    release: texts,
    act: (stack) => stack.setPayments(1_050),
  },
  {
    name: 'locks of another program',
    cause: { title: /lock/u },
    act: (stack) =>
      stack.runForever([
        'BEGIN; LOCK TABLE stock IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(0.6); COMMIT',
        'SELECT pg_sleep(0.3)',
      ]),
  },
  {
    name: 'memory leak',
    cause: { file: 'src/products.js' },
    release: source(
      'src/products.js',
      ['const OF_CATEGORY', 'const answered = [];\n\nconst OF_CATEGORY'],
      [
        '  return rows.map(',
        '  answered.push({ at: new Date(), text: JSON.stringify(rows).repeat(60).split(",") });\n  return rows.map(',
      ],
    ),
    creeps: true,
  },
  {
    name: 'connection leak',
    cause: { file: 'src/checkout.js' },
    release: source(
      'src/checkout.js',
      [' finally {\n    client.release();\n  }', ''],
      ['    return { receipt };', '    client.release();\n    return { receipt };'],
      [
        '    const { receipt }',
        "    if (amount < 300) return { receipt: 'a gift' };\n    const { receipt }",
      ],
    ),
    creeps: true,
  },
];

/** Incidents with a misleading candidate cause, alone or next to the real cause. */
export const DECOYS: readonly PlantedIncident[] = [
  {
    name: 'traffic threefold',
    cause: null,
    act: (stack) => stack.load({ seconds: 120, factor: 2 }),
  },
  {
    name: 'a harmless release at the moment that traffic triples',
    cause: null,
    release: settings(BANNER),
    act: (stack) => stack.load({ seconds: 120, factor: 2 }),
  },
  {
    name: 'a slightly smaller pool while the downstream gets slower, whose time nobody keeps',
    cause: null,
    release: settings(['max: 50', 'max: 46']),
    act: (stack) => stack.setPayments(1_050),
    hides: /payments/u,
  },
  {
    name: 'a harmless setting beside the real one, of which no number tells',
    cause: null,
    release: settings(['ttl: 10m', 'ttl: 1s'], ['level: warn', 'level: error']),
    hides: /cache|db_|pg_/u,
  },
  {
    name: 'a clock that jumps while nothing happens',
    cause: null,
    release: texts,
    act: (stack) => stack.jumpClock(-45_000),
    isHarmless: true,
  },
  {
    name: 'a burst of one client',
    cause: null,
    release: settings(BANNER),
    act: (stack) => stack.load({ seconds: 20, factor: 4, client: 'crawler' }),
  },
  {
    name: 'a suspicious setting that holds nothing up',
    cause: null,
    release: settings(['max: 50', 'max: 44'], TIMEOUT),
    isHarmless: true,
  },
  {
    name: 'a newer package beside a noisy neighbour, whose machine nobody watches',
    cause: null,
    release: source('package-lock.json', ['"version": "1.2.0"', '"version": "1.3.0"']),
    act: (stack) => stack.addNeighbours(12),
    hides: /node_|container_/u,
  },
];
