import { describe, expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { readCode } from '../../../../plugins/analysis/extract-code-structure-of-project.ts';
import { findLocalFindings } from '../../../../plugins/analysis/local-checks/unused-caches-batch-methods-and-async-variants.ts';
import { createProjectFolder } from '../analyse-sample-code.ts';

describe('local findings', () => {
  test('H812-09..13: report what the project has and the measured path does not use', async () => {
    const host = createHost();
    const root = createProjectFolder({
      'package.json': '{ "dependencies": { "ioredis": "^5", "lru-cache": "^11", "pg": "^8" } }',
      'config.json': '{\n  "batchSize": 50\n}',
      'a.ts': `import { readFileSync } from 'node:fs';
import Redis from 'ioredis';
import { Pool } from 'pg';
const redis = new Redis();
export const pool = new Pool({ host: 'x' });
export class Client { align() {} batchAlign() {} }
export async function warm() { await redis.get('x'); }
export function slow() { return readFileSync('x'); }`,
    });
    const facts = await readCode(host, root);
    const found = await findLocalFindings(host, facts, ['a.ts:8']);
    expect(found.map(({ check, message }) => [check, message])).toEqual([
      ['batch', 'batchAlign is the batch version of align, but nothing calls it.'],
      [
        'cache',
        'ioredis is available as a cache, but only code outside the measured path uses it.',
      ],
      ['cache', 'lru-cache is available as a cache, but nothing uses it.'],
      ['pool', 'new Pool: not configured.'],
      ['async_variant', 'readFileSync blocks the thread; readFile does the same without blocking.'],
      ['unused_setting', 'batchSize is declared but never read.'],
    ]);
    expect(new Set(found.map(({ id }) => id)).size).toBe(found.length);
    const onPath = await findLocalFindings(host, facts, ['a.ts:7']);
    expect(onPath.map(({ id }) => id)).not.toContain('cache:ioredis');
  });
});
