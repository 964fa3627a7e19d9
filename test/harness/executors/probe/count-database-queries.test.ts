import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { observeProgram } from '../../../../harness/executors/probe/program-observers.ts';
import { openServerProbe } from '../../../../harness/executors/probe/server-probe.ts';
import { createHost } from '../../../../harness/host.ts';
import { sharedMariadb, sharedPostgres } from '../../../support/shared-databases.ts';

const host = createHost();
const root = mkdtempSync(join(tmpdir(), 'ph queries ü-'));
let folders = 0;

afterAll(async () => {
  await host.processes.stopAll();
  rmSync(root, { recursive: true });
});

function fixture(name: string): string {
  return fileURLToPath(new URL(`../../../fixtures/probe/${name}`, import.meta.url));
}

type Variables = Readonly<Record<string, string>>;

const countIn = (folder: string, nodeOptions?: string) =>
  observeProgram(['queries'], { files: host.files, folder, nodeOptions });

function newFolder(): string {
  folders += 1;
  const folder = join(root, String(folders));
  mkdirSync(folder);
  return folder;
}

const run = (args: readonly string[], env: Variables) =>
  host.processes.exec({ file: process.execPath, args, env, timeoutMs: 60_000 });

/** Counts the queries of a program, after options that it already has. */
async function count(args: readonly string[], variables: Variables = {}, nodeOptions?: string) {
  const { env, begin } = countIn(newFolder(), nodeOptions);
  const end = begin();
  const output = await run(args, { ...variables, ...env });
  expect(output.stderr).toBe('');
  return { queries: end(1).queries, output };
}

/**
 * Sends queries in all these ways from one program; expects sum of counts, and output as without
 * counting, also when the probe of servers times pools and queries.
 */
async function expectAll(
  program: string,
  ways: readonly (readonly [way: string, queries: number, printed: string])[],
  variables: Variables,
): Promise<void> {
  const args = [fixture(program), ...ways.map(([way]) => way)];
  const probe = await openServerProbe(newFolder(), undefined);
  try {
    const plain = await run(args, variables);
    expect(plain.stdout.trim().split('\n')).toEqual(ways.map(([, , printed]) => printed));
    const queries = ways.reduce((sum, [, number]) => sum + number, 0);
    const expected = { queries, output: plain };
    expect(await count(args, variables)).toMatchObject(expected);
    const timed = { ...variables, ...probe.env };
    expect(await count(args, timed, probe.env.NODE_OPTIONS)).toMatchObject(expected);
  } finally {
    await probe.close();
  }
}

describe('pg', () => {
  it('counts each query in every way that it is sent, and changes nothing else', async () => {
    const ways = [
      ['promise', 1, '[{"one":1}]'],
      ['values', 1, '[{"one":1}]'],
      ['callback', 1, '[{"one":1}]'],
      ['prepared', 2, '[{"one":1}]'],
      ['pool', 1, '[{"one":1}]'],
      ['transaction', 3, '[{"one":1}]'],
      ['cursor', 1, '[2,2,2]'],
      ['several', 1, '[[{"one":1}],[{"two":2}]]'],
      ['error', 1, '"42601"'],
      ['misuse', 0, '"Client was passed a null or undefined query"'],
      ['subclass', 1, '[[{"one":1}],1]'],
      [
        'shape',
        0,
        '{"writable":true,"enumerable":false,"configurable":true,"name":"query","length":3}',
      ],
    ] as const;
    await expectAll('query-pg.mjs', ways, { PG_SOCKET_FOLDER: await sharedPostgres() });
  });
});

describe('mysql2', () => {
  it('counts each query in every way that it is sent, and changes nothing else', async () => {
    const ways = [
      ['promise', 1, '[{"one":1}]'],
      ['callback', 1, '[{"one":1}]'],
      ['stream', 1, '[{"one":1}]'],
      ['execute', 2, '[{"one":2}]'],
      ['prepared', 2, '[{"one":2}]'],
      ['pool', 1, '[{"one":1}]'],
      ['transaction', 3, '[{"one":1}]'],
      ['several', 1, '[[{"one":1}],[{"two":2}]]'],
      ['ping', 0, '"pong"'],
      ['error', 1, '"ER_PARSE_ERROR"'],
      ['unprepared', 0, '"ER_PARSE_ERROR"'],
      ['misuse', 0, '"TypeError"'],
    ] as const;
    await expectAll('query-mysql2.cjs', ways, { MYSQL_SOCKET: await sharedMariadb() });
  });
});

describe('SQLite', () => {
  it.each([
    // Queries issued while the process ends count too: at its own end, and at process.exit.
    [
      'better-sqlite3',
      ['exec', 'run', 'all', 'iterate', 'reused', 'pragma', 'transaction', 'error', 'late'],
      8 + 3 + 1 + 1,
    ],
    [
      'node:sqlite',
      ['exec', 'run', 'all', 'iterate', 'reused', 'tag', 'tag', 'error', 'many', 'worker', 'exit'],
      7 + 2 + 1 + 50_000 + 1 + 1,
    ],
  ])(
    'counts for %s by %j %i queries, and changes nothing else',
    async (library, words, queries) => {
      const args = [fixture('query-sqlite.mjs'), library, ...words];
      expect(await count(args)).toMatchObject({ queries, output: await run(args, {}) });
    },
  );

  it.each(['required', 'builtin'])('is found when it is loaded as %s', async (library) => {
    expect((await count([fixture('query-sqlite.mjs'), library, 'run'])).queries).toBe(1);
  });
});

describe('program without queries', () => {
  it('counts 0 when it has loaded a library', async () => {
    expect((await count([fixture('query-sqlite.mjs'), 'node:sqlite'])).queries).toBe(0);
    expect((await count(['-e', 'require("mysql2")'])).queries).toBe(0);
  });

  it('has no count when it has loaded none, and lists the known libraries', async () => {
    const { queries } = await count(['-e', '0']);
    expect(queries).toMatch(
      /^no known database library was loaded; only pg, mysql2, better-sqlite3 /,
    );
  });

  it('has no count when no Node.js takes part', async () => {
    const { env, begin } = countIn(root);
    const end = begin();
    await host.processes.exec({ file: '/bin/true', env, timeoutMs: 60_000 });
    expect(end(1)).toEqual({
      queries: expect.stringMatching(/^no Node.js process was involved/),
    });
  });

  it('is not misled by a file of its own in the place of a library file', async () => {
    const folder = join(root, 'own', 'pg');
    mkdirSync(join(folder, 'lib'), { recursive: true });
    writeFileSync(join(folder, 'lib/client.js'), 'exports.prototype = { query() {} };');
    expect((await count([join(folder, 'lib/client.js')])).queries).toMatch(
      /^no known database library was loaded/,
    );
  });

  it('runs as usual when the count cannot be written', async () => {
    const queries = countIn(join(root, 'gone'), '--no-deprecation');
    expect(queries.env.NODE_OPTIONS).toMatch(/^--no-deprecation --import=file:\S+$/);
    const result = await host.processes.exec({
      file: process.execPath,
      args: [fixture('query-sqlite.mjs'), 'node:sqlite', 'run'],
      env: queries.env,
      timeoutMs: 60_000,
    });
    expect(result).toMatchObject({ stdout: '1\n', stderr: '', exit: { type: 'code', code: 0 } });
  });

  it('finds a library that is linked into the project from elsewhere', async () => {
    const folder = join(root, 'linked', 'node_modules');
    mkdirSync(folder, { recursive: true });
    const package_ = fileURLToPath(
      new URL('../../../../node_modules/better-sqlite3', import.meta.url),
    );
    symlinkSync(package_, join(folder, 'better-sqlite3'));
    const program = join(root, 'linked', 'program.mjs');
    writeFileSync(
      program,
      "import Database from 'better-sqlite3'; new Database(':memory:').exec('select 1');",
    );
    expect((await count([program])).queries).toBe(1);
  });
});
