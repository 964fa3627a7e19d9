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

describe('the constant-file-cache codemod', () => {
  const kept = (path: string, head = "import fs from 'node:fs';", read = 'fs.promises.readFile') =>
    applyCodemodToFile(
      'constant-file-cache',
      `${head}\nexport const f = async () => ${read}('${path}', 'utf8');\n`,
    );

  it('imports the function that reads the file', () => {
    expect(kept('./a.json')).toMatch(/import \{[^}]*\breadFile\b[^}]*\} from 'node:fs\/promises'/u);
  });

  it('ignores files that the system generates', () => {
    expect(kept('/etc/hostname')).toContain('readCached(');
    for (const path of ['/proc/uptime', '/sys/a', '/dev/stdin']) expect(kept(path)).toBeUndefined();
  });
});

describe('the HTTP agent codemods', () => {
  it('do not keep connections alive for agents created for each request', () => {
    const text = (within: string) => `import https from 'node:https';\n${within}\n`;
    expect(
      applyCodemodToFile('agent-keep-alive', text('export const agent = new https.Agent();')),
    ).toContain('keepAlive');
    expect(
      applyCodemodToFile('agent-keep-alive', text('export const f = () => new https.Agent();')),
    ).toBeUndefined();
  });

  it.each([
    'agent: false, // A new agent just for this one request.\n',
    'agent: false, secureContext: context',
    "agent: false, ALPNProtocols: ['h2']",
  ])('leave intended agents alone: %s', (options) => {
    const text = (given: string) =>
      `import https from 'node:https';\nhttps.get({ host: 'a', ${given} });\n`;
    expect(applyCodemodToFile('agent-false', text('agent: false'))).toBeDefined();
    expect(applyCodemodToFile('agent-false', text(options))).toBeUndefined();
  });

  it('leave agents alone that other code has changed', () => {
    const text =
      "import https from 'node:https';\nhttps.globalAgent = other;\nhttps.get({ host: 'a', agent: false });\n";
    expect(applyCodemodToFile('agent-false', text)).toBeUndefined();
  });

  it('leave a header alone that a comment explains', () => {
    const text = (more: string) =>
      `await fetch('http://a', {\n  headers: { connection: 'close' },${more}\n});\n`;
    expect(applyCodemodToFile('connection-close', text(''))).toBeDefined();
    expect(applyCodemodToFile('connection-close', text(' // It would be reused.'))).toBeUndefined();
  });
});

describe('the off-thread codemods', () => {
  const off = (body: string, head = '') =>
    applyCodemodToFile(
      'compression-off-thread',
      `import { gzipSync } from 'node:zlib';\n${head}\n${body}\n`,
      'src/use.ts',
    );

  it('move work to another thread where nobody sees the difference', () => {
    expect(
      off('export async function f(text: string) { const z = gzipSync(text); return z; }'),
    ).toContain('gzipAsync');
    expect(
      off(
        'const LEVEL = 6;\nexport async function f(text: string) { return gzipSync(text, { level: LEVEL }); }',
      ),
    ).toContain('gzipAsync');
  });

  it.each([
    [
      'what it asked may have changed',
      "export async function f(text: string) { if (users.has(text)) throw new Error('a'); const z = gzipSync(text); users.set(text, z); }",
      'const users = new Map();',
    ],
    [
      'results would come in another order',
      'export const f = (all: string[]) => all.map(async (x: string) => { const z = gzipSync(x); out.push(z); });',
      'const out: unknown[] = [];',
    ],
    [
      'the bytes may be others by then',
      'export async function f(bytes: Buffer) { return gzipSync(bytes); }',
      '',
    ],
  ])('leave work alone where %s', (_, body, head) => {
    expect(off(body, head)).toBeUndefined();
  });

  it('leave work alone when the types say too little', () => {
    const text =
      "import { scryptSync } from 'node:crypto';\nexport async function f(password: string) { return scryptSync(password, 'a', 32); }\n";
    expect(applyCodemodToFile('key-derivation-off-thread', text, 'src/use.ts')).toBeUndefined();
  });
});

describe('the exec-sync-in-async codemod', () => {
  const RUN = "execFileSync('git', ['status'], { encoding: 'utf8', stdio: 'pipe' })";
  const run = (body: string) =>
    applyCodemodToFile(
      'exec-sync-in-async',
      `import { execFileSync } from 'node:child_process';\n${body}\n`,
    );

  it('awaits a program where nothing else changes', () => {
    expect(run(`export async function f() { return ${RUN}; }`)).toContain('await runFile(');
  });

  it.each([
    ['all would begin at once', `export const f = (all) => all.map(async (x) => ${RUN});`],
    ['nothing waits at the end', `process.on('exit', async () => { ${RUN}; });`],
    [
      'others may change what it asked',
      `const known = new Map();\nexport async function f(a) { if (known.has(a)) return 1; const text = ${RUN}; known.set(a, text); return text; }`,
    ],
    ['a field may not wait', `export async function f() { class A { text = ${RUN}; } return A; }`],
    [
      'a bracket would call the line before',
      `export async function f() {\n  const a = new Set()\n  ${RUN}.split('a').forEach((x) => a.add(x))\n}`,
    ],
  ])('leaves a call alone where %s', (_, body) => {
    expect(run(body)).toBeUndefined();
  });
});

describe('the codemods for queries in loops', () => {
  const LOOP =
    "for (const id of ids) {\n    const { rows } = await pool.query('SELECT a FROM t WHERE id = $1', [id]);\n    all.push(rows);\n  }";
  const loops = (body: string) =>
    applyCodemodToFile(
      'query-in-loop',
      `import pg from 'pg';\nconst pool = new pg.Pool();\nexport async function f(ids) {\n  const all = [];\n  ${body}\n  return all;\n}\n`,
    );

  it('combine the queries, one loop at a time', () => {
    expect(loops(LOOP)).toContain('queryByKeys(');
    const two = loops(`${LOOP}\n  ${LOOP}`);
    expect(two?.match(/const turns/gu)).toHaveLength(1);
  });

  it('combine queries whose columns are on separate lines', () => {
    const text = LOOP.replace("'SELECT a FROM", '`SELECT a,\n b FROM').replace("$1'", '$1`');
    expect(loops(text)).toContain('SELECT a, b');
  });

  it.each([
    ['the loop is all of a condition', `if (ids) ${LOOP}`],
    ['the loop has a name', `outer: ${LOOP}`],
    ['it may go on for ever', LOOP.replace('of ids', 'of countUp()')],
    ['it is left in between', LOOP.replace('all.push(rows);', 'if (rows.length > 0) return rows;')],
  ])('leave queries alone where %s', (_, body) => {
    expect(loops(body)).toBeUndefined();
  });

  it('leave queries of a pool alone, because they are in no transaction', () => {
    const insert = (name: string) =>
      applyCodemodToFile(
        'insert-in-loop',
        `export async function f(${name}, rows) {\n  await ${name}.query('BEGIN');\n  for (const row of rows) {\n    await ${name}.query('INSERT INTO t (a) VALUES ($1)', [row]);\n  }\n  await ${name}.query('COMMIT');\n}\n`,
      );
    expect(insert('client')).toContain('insertRows(');
    expect(insert('pool')).toBeUndefined();
  });
});

describe('the codemods for columns and rows', () => {
  const select = (sql: string, rest = 'return rows.map((row) => row.id);') =>
    applyCodemodToFile(
      'select-star-columns',
      `import pg from 'pg';\nconst pool = new pg.Pool();\nexport async function f() {\n  const { rows } = await pool.query('${sql}');\n  ${rest}\n}\n`,
    );

  it('name columns where the names mean the same', () => {
    expect(select('SELECT * FROM users ORDER BY name')).toContain('"id"');
    expect(select('SELECT * FROM users ORDER BY 1')).toBeUndefined();
    expect(select('SELECT * FROM users u, orders o')).toBeUndefined();
  });

  it.each(['rows-counted', 'rows-existence'])(
    '%s leaves queries alone that may fail or that lock rows',
    (id) => {
      const use = id === 'rows-counted' ? 'return rows.length;' : 'return rows.length > 0;';
      const count = (sql: string, head = 'const') =>
        applyCodemodToFile(
          id,
          `import pg from 'pg';\nconst pool = new pg.Pool();\nasync function f() {\n  ${head} { rows } = await pool.query('${sql}');\n  ${use}\n}\n`,
        );
      expect(count('SELECT a FROM t')).toBeDefined();
      expect(count('SELECT 1 / a FROM t')).toBeUndefined();
      expect(count('SELECT a FROM t FOR KEY SHARE')).toBeUndefined();
      const exported =
        "import pg from 'pg';\nconst pool = new pg.Pool();\nexport const { rows } = await pool.query('SELECT a FROM t');\nexport const some = rows.length > 0, all = rows.length;\n";
      expect(applyCodemodToFile(id, exported)).toBeUndefined();
    },
  );
});

describe('the bounded-requests codemod', () => {
  it('leaves requests alone that may be more than a GET', () => {
    const loop = (name: string) =>
      applyCodemodToFile(
        'bounded-requests',
        `export async function f(all) {\n  const found = [];\n  for (const ${name} of all) {\n    found.push(await fetch(${name}));\n  }\n  return found;\n}\n`,
      );
    expect(loop('url')).toContain('mapBounded');
    expect(loop('request')).toBeUndefined();
  });
});

describe('other codemods', () => {
  it('add no rest parameter to a function whose directive follows a comment', () => {
    const text = (first: string) =>
      `function f() {\n  ${first}\n  const args = Array.prototype.slice.call(arguments);\n  return args;\n}\nmodule.exports = f;\n`;
    expect(applyCodemodToFile('arguments-to-rest', text(''), 'src/use.cjs')).toContain('...args');
    expect(
      applyCodemodToFile('arguments-to-rest', text("// Strict.\n  'use strict';"), 'src/use.cjs'),
    ).toBeUndefined();
  });

  it('leave a statement alone when the next line starts with a semicolon', () => {
    const text =
      'function f() {\n  const args = Array.prototype.slice.call(arguments)\n  ;[1].forEach(g)\n  return args\n}\nmodule.exports = f\n';
    expect(applyCodemodToFile('arguments-to-rest', text, 'src/use.cjs')).toBeUndefined();
  });

  it('do not mistake a RegExp for a division', () => {
    const text = (end: string) =>
      `/** @param {string} s */\nexport function f(s, b) {\n  let a = b${end}\n  s.match(/x/i) ? g() : h()\n}\n`;
    expect(applyCodemodToFile('match-to-test', text(''))).toBeUndefined();
    expect(
      applyCodemodToFile(
        'match-to-test',
        text('').replace('s.match', 'if (s.match').replace('? g() : h()', ') g()'),
      ),
    ).toContain('.test(s)');
  });

  it('treat a length as an integer only when it belongs to a list', () => {
    const text = (list: string) => `export const f = () => parseInt(${list}.length / 2);`;
    expect(applyCodemodToFile('parse-int-of-length', text("['a']"))).toContain('Math.trunc');
    expect(applyCodemodToFile('parse-int-of-length', text('({ length: 1e-7 })'))).toBeUndefined();
  });

  it('memoize only a function of one required number, without a comma expression', () => {
    const text = (parameter: string, end = '') =>
      `export function fib(${parameter}: number): number {\n  return n < 2 ? n : fib(n - 1) + fib(n - 2)${end};\n}\n`;
    expect(applyCodemodToFile('memoise-recursion', text('n'), 'src/use.ts')).toContain(
      'fibResults',
    );
    expect(applyCodemodToFile('memoise-recursion', text('n?'), 'src/use.ts')).toBeUndefined();
    expect(applyCodemodToFile('memoise-recursion', text('n', ', n'), 'src/use.ts')).toBeUndefined();
  });
});
