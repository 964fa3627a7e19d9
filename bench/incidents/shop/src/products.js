import { formatPrice } from 'pricing';
import { query } from './database.js';

const OF_CATEGORY = 'SELECT id, name, price FROM products WHERE category = $1 LIMIT 25';

export async function products(category) {
  const rows = await query(OF_CATEGORY, [category]);
  return rows.map((row) => ({ ...row, price: formatPrice(row.price) }));
}
