/** A plan that the PostgreSQL of this machine writes now, before and after an index. */
import { expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import { postgresPlanImporter } from '../../../profilers/import/from-postgres-plan.ts';
import { functionWeightsByName } from '../../support/function-weights-by-name.ts';
import { createIsolatedDatabase } from '../../support/shared-databases.ts';

const TABLE = `CREATE TABLE orders AS SELECT n AS id, n % 5000 AS customer_id FROM generate_series(1, 30000) n;
ANALYZE orders;`;
const ASKED = 'EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT * FROM orders WHERE customer_id = 7';

test('LEAD-24: reports the scan of a large table, and no longer once there is an index', async () => {
  const host = createHost();
  const database = await createIsolatedDatabase();
  /** Returns the output of psql for a statement, with its frame. */
  const ask = async (sql: string): Promise<string> => {
    const { exit, stdout, stderr } = await host.processes.exec({
      file: 'psql',
      args: ['-X', '-c', sql],
      env: database.env,
      timeoutMs: 30_000,
    });
    if (exit.type !== 'code' || exit.code !== 0) throw new Error(stderr);
    return stdout;
  };
  try {
    await ask(TABLE);
    const scanned = postgresPlanImporter.read(await ask(ASKED));
    expect(scanned.findings).toMatchObject([{ id: 'sequential-scan', level: 'warning' }]);
    expect(scanned.findings[0]?.message).toContain('reads 30,000 rows to keep 6');
    expect(functionWeightsByName(scanned)).toHaveProperty(['Seq Scan on orders']);
    await ask('CREATE INDEX ON orders (customer_id)');
    const indexed = postgresPlanImporter.read(await ask(ASKED));
    expect(indexed.findings).toEqual([]);
    expect(Object.keys(functionWeightsByName(indexed)).join()).toMatch(/(Index|Bitmap Heap) Scan/);
  } finally {
    await database.drop();
  }
});
