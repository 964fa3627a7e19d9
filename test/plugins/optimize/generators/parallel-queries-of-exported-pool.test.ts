import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyCodemodToFile } from './apply-codemod-to-file.ts';

const PATH = 'src/overview.js';
const OVERVIEW = readFileSync(
  new URL('../../../fixtures/optimize/overview/src/overview.js', import.meta.url),
  'utf8',
);

const parallel = (text: string) => applyCodemodToFile('parallel-awaits', text, PATH);

/** Returns a module with two sequential queries on the result of `open`. */
function asking(open: string, name = 'client'): string {
  return `import { Pool } from 'pg';
${open}
export async function load(id) {
  const ${name} = openPool();
  const one = await ${name}.query('SELECT a FROM t WHERE id = $1', [id]);
  const two = await ${name}.query('SELECT b FROM u WHERE id = $1', [id]);
  return [one.rows, two.rows];
}
`;
}

const OPENER = `let pool;
function openPool() {
  if (pool === undefined) pool = new Pool();
  return pool;
}`;

describe('queries of a pool returned by a function', () => {
  it('H812-07: run in parallel only after their separate connection has become a pool', () => {
    expect(parallel(OVERVIEW)).toBeUndefined();
    const pooled = applyCodemodToFile('client-per-call', OVERVIEW, PATH) ?? '';
    expect(pooled).toContain('const database = openSharedPool();');
    expect(parallel(pooled)).toContain(
      'const [customers, invoices, tickets, visits] = await Promise.all([',
    );
  });

  it('H812-07: run in parallel whatever the pool is called', () => {
    expect(parallel(asking(OPENER))).toContain('await Promise.all([');
    expect(parallel(asking(OPENER, 'database'))).toContain('await Promise.all([');
  });

  it.each([
    ['a connection of it', OPENER.replace('return pool;', 'return pool.connect();')],
    [
      'now a pool and now something else',
      OPENER.replace('return pool;', 'if (busy) return other;\n  return pool;'),
    ],
    ['something else in the end', `${OPENER}\nexport const use = (other) => { pool = other; };`],
    ['a pool of nothing that is known', OPENER.replace('new Pool()', 'makePool()')],
    ['a promise', OPENER.replace('function', 'async function')],
    ['what came in', 'function openPool() {\n  return globalThis.pool;\n}'],
  ])('stay sequential where the function returns %s', (_, open) => {
    expect(parallel(asking(open))).toBeUndefined();
  });
});
