import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { findFreePort } from '../../harness/host/network/find-and-probe-ports.ts';
import type { Host } from '../../harness/host.ts';
import { startPostgres } from '../../test/support/database-servers.ts';

/** Database that all shops use, back to back. */
export interface ShopDatabase {
  readonly url: string;
  /** Runs statements on a separate connection. */
  readonly run: (text: string) => Promise<readonly Record<string, unknown>[]>;
  /** As it was filled, with the indexes of `v1`. */
  readonly reset: (migrations: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const HERE = import.meta.dirname;
const RESET = `DROP INDEX IF EXISTS products_category; DROP INDEX IF EXISTS order_lines_order;
  TRUNCATE payments; VACUUM (ANALYZE) stock;`;

/**
 * Starts and fills a dedicated PostgreSQL.
 *
 * @param onLine - Called with each line of its log: slow statements, lock waits, errors.
 */
export async function openShopDatabase(
  host: Host,
  onLine: (line: string) => void,
): Promise<ShopDatabase> {
  const port = await findFreePort();
  const { stop } = await startPostgres(host, port, {
    settings: [
      'max_connections=120',
      'shared_buffers=256MB',
      'max_parallel_workers_per_gather=0',
      'log_lock_waits=on',
      'deadlock_timeout=100ms',
      'log_min_duration_statement=500ms',
      'log_line_prefix=%m [%p] ',
    ],
    onLine,
  });
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  const run = async (text: string): Promise<readonly Record<string, unknown>[]> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      const result = await client.query(text);
      return Array.isArray(result) ? [] : result.rows;
    } finally {
      await client.end();
    }
  };
  await run(readFileSync(join(HERE, 'database.sql'), 'utf8'));
  return {
    url,
    run,
    reset: async (migrations) => {
      for (const statement of RESET.split(';').filter((text) => text.trim() !== ''))
        await run(statement);
      await run(migrations);
      await run('ANALYZE');
    },
    close: stop,
  };
}
