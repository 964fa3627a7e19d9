import { describe, expect, test } from 'vitest';
import { findPoolSettings } from '../../../../plugins/analysis/local-checks/cache-and-pool-uses.ts';
import { findUnreadSettings } from '../../../../plugins/analysis/local-checks/declared-settings-never-read.ts';
import {
  findAsyncVariants,
  findBatchMethods,
  findCacheInfrastructure,
} from '../../../../plugins/analysis/local-checks/unused-caches-batch-methods-and-async-variants.ts';
import { resolveEntry } from '../../../../plugins/analysis/resolve-route-or-symbol-to-functions.ts';
import { analyseSampleCode } from '../analyse-sample-code.ts';

describe('local checks', () => {
  test('H812-09: find batch methods of clients, and whether anything calls them', async () => {
    const facts = await analyseSampleCode({
      'client.py':
        'class Client:\n    def align(self):\n        pass\n    def batch_align(self):\n        pass\n',
      'client.ts': `export class Client { align() {} batchAlign() {} get() {} getMany() {} list() {} }
export function use(client: Client) { client.getMany(); }`,
    });
    expect(
      findBatchMethods(facts).map(({ single, batch, isUsed }) => [single, batch, isUsed]),
    ).toEqual([
      ['align', 'batch_align', false],
      ['align', 'batchAlign', false],
      ['get', 'getMany', true],
    ]);
  });

  test('H812-10: report a cache that is declared and not used on the path', async () => {
    const facts = await analyseSampleCode({
      'a.ts': `import Redis from 'ioredis';\nconst redis = new Redis();
export async function warm() { await redis.get('x'); }\nexport async function slow() { await fetch('http://x/'); }`,
    });
    const slow = new Set(resolveEntry(facts, 'slow'));
    const warm = new Set(resolveEntry(facts, 'warm'));
    expect(findCacheInfrastructure(facts, ['ioredis', 'lru-cache', 'zod'], slow)).toEqual([
      { name: 'ioredis', isUsed: true, isOnPath: false },
      { name: 'lru-cache', isUsed: false, isOnPath: false },
    ]);
    expect(findCacheInfrastructure(facts, ['ioredis'], warm)[0]?.isOnPath).toBe(true);
  });

  test('H812-11: report the settings of a pool, and a pool without settings', async () => {
    const facts = await analyseSampleCode({
      'db.py':
        'from sqlalchemy import create_engine\nengine = create_engine(URL, pool_size=20, pool_recycle=3600)\n',
      'db.ts': `import { Pool } from 'pg';\nexport const pool = new Pool({ host: 'x' });`,
    });
    expect(findPoolSettings(facts).map(({ made, settings }) => [made, settings])).toEqual([
      ['create_engine', { pool_size: '20', pool_recycle: '3600' }],
      ['new Pool', {}],
    ]);
  });

  test('H812-12: find calls that have an async variant', async () => {
    const facts = await analyseSampleCode({
      'a.ts': `import fs, { readFile } from 'node:fs';
export class Store { load() {} async loadAsync() {} save() {} }
export function a(store: Store) { fs.readFileSync('x'); readFile('x', () => 1); store.load(); store.save(); }`,
    });
    expect(findAsyncVariants(facts).map(({ callee, variant }) => [callee, variant])).toEqual([
      ['fs.readFileSync', 'readFile'],
      ['store.load', 'Store.loadAsync'],
    ]);
  });

  test('H812-13: find settings that are declared and never read', () => {
    const files = new Map([
      [
        'config.ts',
        'export const settings = {\n  batchSize: 50,\n  maxConnections: 5,\n};\nexport interface Settings {\n  batchSize: number;\n}\n',
      ],
      ['server.ts', 'import { settings } from "./config.ts";\nlisten(settings.maxConnections);\n'],
      ['app/config.py', 'CACHE_TTL = 60\nPOOL_SIZE = 5\n'],
      ['app/db.py', 'engine(pool_size=config.POOL_SIZE)\n'],
      ['.env', 'WORKER_CONCURRENCY=4\nMAX_WORKERS=4\n'],
    ]);
    expect(
      findUnreadSettings(files).map(({ name, file, line }) => `${file}:${line} ${name}`),
    ).toEqual([
      'config.ts:2 batchSize',
      'config.ts:6 batchSize',
      'app/config.py:1 CACHE_TTL',
      '.env:2 MAX_WORKERS',
    ]);
    expect(findUnreadSettings(new Map())).toEqual([]);
  });
});
