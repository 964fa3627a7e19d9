/** A plan that the PostgreSQL of this machine writes now, before and after an index. */
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { postgresPlanImporter } from '../../../profilers/import/from-postgres-plan.ts';
import { startPostgres } from '../../support/database-servers.ts';
import { weightsByName } from '../../support/weights-by-name.ts';

const TABLE = `CREATE TABLE orders AS SELECT n AS id, n % 5000 AS customer_id FROM generate_series(1, 30000) n;
ANALYZE orders;`;
const ASKED = 'EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM orders WHERE customer_id = 7';
const TRIES = 100;

test('LEAD-24: the scan of a large table is told, and no more once there is an index', async () => {
  const host = createHost();
  const server = await startPostgres(host);
  /** What psql prints for a statement, in its frame; a server that still starts is asked again. */
  const ask = async (sql: string): Promise<string> => {
    for (let left = TRIES; ; left -= 1) {
      const { exit, stdout, stderr } = await host.processes.exec({
        file: 'psql',
        args: ['-X', '-h', dirname(server.socket), '-U', 'postgres', '-c', sql],
        timeoutMs: 30_000,
      });
      if (exit.type === 'code' && exit.code === 0) return stdout;
      if (left === 0 || !stderr.includes('starting up')) throw new Error(stderr);
      await sleep(100);
    }
  };
  try {
    await ask(TABLE);
    const scanned = postgresPlanImporter.read(await ask(ASKED));
    expect(scanned.findings).toMatchObject([{ id: 'sequential-scan', level: 'warning' }]);
    expect(scanned.findings[0]?.message).toContain('reads 30,000 rows for the 6 that it keeps');
    expect(weightsByName(scanned)).toHaveProperty(['Seq Scan on orders']);
    await ask('CREATE INDEX ON orders (customer_id)');
    const indexed = postgresPlanImporter.read(await ask(ASKED));
    expect(indexed.findings).toEqual([]);
    expect(Object.keys(weightsByName(indexed)).join()).toMatch(/(Index|Bitmap Heap) Scan/);
  } finally {
    await server.stop();
  }
});
