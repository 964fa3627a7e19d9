import type { HelperFunction } from './helper-functions.ts';

const MEANING = `/**
 * Rows for each of \`keys\`, in their order: as many queries as there are thousands of keys. Which
 * rows belong to which key is said by the database, as it compares.
 */`;

const body = (row: string, list: string): string => `{
  const found${list} = keys.map(() => []);
  for (let start = 0; start < keys.length; start += 1_000) {
    const { rows } = await database.query(sql, [keys.slice(start, start + 1_000)]);
    for (const { batch_key, batch_positions, ...row } of rows) {
      for (const position of batch_positions${row}) found[start + position - 1]${list === '' ? '' : '?'}.push({ ...row });
    }
  }
  return found;
}
`;

/** Replaces a query for each turn of a loop. */
export const QUERY_BY_KEYS: HelperFunction = {
  name: 'queryByKeys',
  untyped: `${MEANING}
async function queryByKeys(database, sql, keys) ${body('', '')}`,
  typed: `${MEANING}
async function queryByKeys(
  database: { query: (sql: string, values: unknown[]) => Promise<{ rows: any[] }> },
  sql: string,
  keys: readonly unknown[],
): Promise<any[][]> ${body('', ': any[][]')}`,
};
