import type { HelperFunction } from './helper-functions.ts';

const MEANING = `/** Inserts rows in their order, as many at a time as a statement takes values for. */`;

const body = (index: string): string => `{
  const width = rows[0]?.length ?? 1;
  // PostgreSQL takes 65,535 values.
  const most = Math.floor(65_535 / width);
  for (let start = 0; start < rows.length; start += most) {
    const part = rows.slice(start, start + most);
    const places = part.map((row, turn) => {
      const numbers = row.map((_${index}, column${index === '' ? '' : ': number'}) => \`$\${turn * width + column + 1}\`);
      return \`(\${numbers.join(', ')})\`;
    });
    await client.query(\`\${insert} \${places.join(', ')}\`, part.flat());
  }
}
`;

/** Replaces a loop of INSERTs. */
export const INSERT_ROWS: HelperFunction = {
  name: 'insertRows',
  untyped: `${MEANING}
async function insertRows(client, insert, rows) ${body('')}`,
  typed: `${MEANING}
async function insertRows(
  client: { query: (sql: string, values: unknown[]) => Promise<unknown> },
  insert: string,
  rows: readonly (readonly unknown[])[],
): Promise<void> ${body(': unknown')}`,
};
