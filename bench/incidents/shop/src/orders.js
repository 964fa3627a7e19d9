import { createCache } from './cache.js';
import { query } from './database.js';
import { duration, settings } from './settings.js';

const LINES = `SELECT product_id, quantity, price FROM order_lines WHERE order_id = $1
  ORDER BY md5(product_id::text || note) LIMIT 20`;
const SEEN_OFTEN = 300;

const orderCache = createCache(duration(settings.cache.ttl));

export async function order(id) {
  const kept = orderCache.get(id);
  if (kept !== undefined) return kept;
  const found = { id, lines: await query(LINES, [id]) };
  orderCache.set(id, found);
  return found;
}

/** Loads the most requested orders before the first request arrives. */
export async function warmOrders() {
  for (let id = 0; id < SEEN_OFTEN; id += 1) await order(id);
}
