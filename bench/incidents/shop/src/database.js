import pg from 'pg';
import { counters } from './metrics.js';
import { duration, settings } from './settings.js';

export const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: settings.db.pool.max,
  connectionTimeoutMillis: duration(settings.db.pool.acquireTimeout),
});
pool.on('error', () => undefined);

export async function query(text, values, client = pool) {
  counters.db_queries_total += 1;
  const { rows } = await client.query(text, values);
  return rows;
}
