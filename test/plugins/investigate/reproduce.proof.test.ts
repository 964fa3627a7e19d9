/**
 * The quick set cannot show that measuring decides: real pairs of processes at real commits.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { InvestigationReport } from '../../../harness/model/documents/investigation-document.ts';
import { accessLog, DAY, momentOf, plantRepository } from '../../support/planted-incident.ts';
import { ownLock, runCli } from '../../support/run-cli.ts';

const SCENARIO = `import { orders } from '../src/orders.js';
export default { name: 'orders', run: () => orders(400) };
`;
const QUICK = `const known = new Map(Array.from({ length: 400 }, (_, id) => [id, { id }]));
const cache = new Map();
export function orders(count) {
  const kept = cache.get(count);
  if (kept !== undefined) return kept;
  const found = Array.from({ length: count }, (_, id) => known.get(id));
  cache.set(count, found);
  return found;
}
`;
/** Without the cache; looks as suspicious as it is slow. */
const SLOW = `const known = new Map(Array.from({ length: 400 }, (_, id) => [id, { id }]));
export function orders(count) {
  return Array.from({ length: count }, (_, id) => known.get(id));
}
`;
/** Another cache is gone, which the scenario's path never asked. */
const HARMLESS = `export const list = (id) => ({ id });
`;

async function reproduced(release: Readonly<Record<string, string>>): Promise<InvestigationReport> {
  const repo = plantRepository([
    {
      at: '09:00',
      message: 'shop',
      files: {
        'package.json': '{"type":"module"}',
        'scenarios/orders.ts': SCENARIO,
        'src/orders.js': QUICK,
        'src/orders-list.js':
          'const listCache = new Map();\nexport const list = (id) => listCache.get(id);\n',
      },
      tag: 'v1',
    },
    { at: '14:05', message: 'what the release brings', files: release, tag: 'v2' },
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-reproduce-'));
  const began = momentOf('14:08');
  writeFileSync(
    join(folder, 'access.log'),
    accessLog({
      ...{ from: '12:00', until: '16:00', rate: () => ({ '/orders/17': 40, '/login': 40 }) },
      p95: (at, endpoint) => (at >= began && endpoint.startsWith('/orders') ? 400 : 120),
    }),
  );
  const { out, err } = await runCli(
    [
      ...[
        'investigate',
        '--since',
        `${DAY}T12:00Z`,
        '--until',
        `${DAY}T16:00Z`,
        '--service',
        'shop',
      ],
      ...['--repo', repo, '--logs', 'access.log', '--reproduce', 'orders', '--reporter', 'json'],
    ],
    { cwd: folder, env: { PERF_HARNESS_LOCK: ownLock() } },
  );
  expect(err).not.toContain('error:');
  return JSON.parse(out);
}

test('a commit that made it slower is proven by measuring, and the cause established', async () => {
  const report = await reproduced({ 'src/orders.js': SLOW });
  const [best] = report.causes;
  expect(best?.change.title).toContain('a cache is gone');
  expect(best?.sources).toEqual(expect.arrayContaining(['repository', 'measured']));
  expect(report.conclusion).toBe('established');
}, 600_000);

test('a suspicion that measuring does not bear out is refuted', async () => {
  const report = await reproduced({
    'src/orders-list.js': HARMLESS,
    'src/orders.js': `${QUICK}// reviewed\n`,
  });
  const suspect = report.causes.find(({ change }) => change.title.includes('a cache is gone'));
  expect(suspect?.against.map(({ source }) => source)).toContain('measured');
  expect(report.conclusion).toBe('probable cause not established');
}, 600_000);
