import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pool, query } from './database.js';
import { pay } from './payments.js';

const TAKE = 'UPDATE stock SET left_over = left_over - 1 WHERE product_id = $1 RETURNING left_over';
const KEEP = 'INSERT INTO payments (product_id, amount) VALUES ($1, $2)';

export async function checkout({ product, amount }) {
  const client = await pool.connect();
  try {
    await query('SELECT name FROM products WHERE id = $1', [product], client);
    const { receipt } = await pay(amount);
    await query('BEGIN', [], client);
    await query(TAKE, [product], client);
    await query(KEEP, [product, amount], client);
    await query('COMMIT', [], client);
    await appendFile(join(process.env.DATA_DIR, 'receipts.log'), `${receipt}\n`);
    return { receipt };
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}
