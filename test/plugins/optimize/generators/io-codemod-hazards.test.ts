import { describe, expect, it } from 'vitest';
import { applyCodemodToFile } from './apply-codemod-to-file.ts';

describe('the client-per-call codemod', () => {
  const file = ({
    head = '',
    options = '{ host: process.env.PGHOST }',
    body = "await client.connect();\n  const { rows } = await client.query('SELECT 1');\n  await client.end();\n  return rows;",
    type = '',
  }) =>
    `import { Client } from 'pg';\n${head}\nexport async function f(id) {\n  const client${type} = new Client(${options});\n  ${body}\n}\n`;
  const pooled = (given: Parameters<typeof file>[0], path?: string) =>
    applyCodemodToFile('client-per-call', file(given), path);

  it('uses a pool where nothing else changes', () => {
    expect(pooled({})).toContain('openSharedPool()');
    expect(pooled({ head: "const OPTIONS = { host: 'a' };", options: 'OPTIONS' })).toContain(
      '...OPTIONS',
    );
  });

  it.each([
    ['its options are those of an object', { options: '{ connectionString: this.url }' }],
    ['its options are those of a function', { options: '{ connectionString: id }' }],
    [
      'its options are a text of another file',
      { head: "import { URL } from './a.js';", options: 'URL' },
    ],
    ['its options change', { head: "let secret = 'a';", options: '{ password: secret }' }],
    [
      'its options are changed',
      { head: "const o = { host: 'a' };\no.password = 'b';", options: 'o' },
    ],
    [
      'its options may be changed by others',
      { head: "const o = { host: 'a' };\nfill(o);", options: 'o' },
    ],
    ['its options say why', { options: "{ host: 'a', port: 5432, // default\n }" }],
    [
      'only its connecting is caught',
      {
        body: "try { await client.connect(); } catch { return 503; }\n  const { rows } = await client.query('SELECT 1');\n  await client.end();\n  return rows;",
      },
    ],
    [
      'its queries wait for each other',
      {
        body: "await client.connect();\n  await Promise.all([client.query('DELETE FROM a'), client.query('INSERT INTO a VALUES (1)')]);\n  await client.end();",
      },
    ],
  ])('leaves a client alone where %s', (_, given) => {
    expect(pooled(given)).toBeUndefined();
  });

  it('leaves a client alone where a type says that it is a client', () => {
    expect(pooled({ type: ': Client' }, 'src/use.ts')).toBeUndefined();
    expect(pooled({}, 'src/use.ts')).toContain('openSharedPool()');
  });

  it('keeps a block that closes on its own line', () => {
    const after = pooled({
      body: "await client.connect();\n  try { return await client.query('SELECT 1'); } finally { await client.end(); }",
    });
    expect(after).toContain('finally { /* The pool stays open for the next call. */ }');
  });
});

describe('the pool-per-call codemod', () => {
  it.each(['BEGIN', 'SET search_path TO a', 'CREATE TEMP TABLE t (a int)'])(
    'leaves a pool alone where a query says %s',
    (sql) => {
      const file = (text: string) =>
        applyCodemodToFile(
          'pool-per-call',
          `import { Pool } from 'pg';\nexport async function f() {\n  const pool = new Pool();\n  await pool.query('${text}');\n  await pool.end();\n}\n`,
        );
      expect(file('SELECT 1')).toContain('openSharedPool()');
      expect(file(sql)).toBeUndefined();
    },
  );
});

describe('the query-in-loop codemod', () => {
  const LOOP =
    "for (const id of ids) {\n    const { rows } = await pool.query('SELECT a FROM t WHERE id = $1', [id]);\n    all.push(rows);\n  }";
  const loops = (body: string) =>
    applyCodemodToFile(
      'query-in-loop',
      `import pg from 'pg';\nconst pool = new pg.Pool();\nexport async function f(ids) {\n  const all = [];\n  ${body}\n  return all;\n}\n`,
    );

  it('combines the queries, one loop at a time', () => {
    expect(loops(LOOP)).toContain('queryByKeys(');
    const two = loops(`${LOOP}\n  ${LOOP}`);
    expect(two?.match(/const turns/gu)).toHaveLength(1);
  });

  it('combines queries whose columns are on separate lines', () => {
    const text = LOOP.replace("'SELECT a FROM", '`SELECT a,\n b FROM').replace("$1'", '$1`');
    expect(loops(text)).toContain('SELECT a, b');
  });

  it.each([
    ['the loop is all of a condition', `if (ids) ${LOOP}`],
    ['the loop has a name', `outer: ${LOOP}`],
    ['it may go on for ever', LOOP.replace('of ids', 'of countUp()')],
    ['it is left in between', LOOP.replace('all.push(rows);', 'if (rows.length > 0) return rows;')],
  ])('leaves queries alone where %s', (_, body) => {
    expect(loops(body)).toBeUndefined();
  });
});
