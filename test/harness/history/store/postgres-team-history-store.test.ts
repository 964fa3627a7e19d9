import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgres } from '../../../../harness/history/store/postgres-database.ts';
import type { ChangeDecision } from '../../../../harness/history/store/user-notes-and-decisions.ts';
import {
  createHistoryEntry,
  createSummary,
  runTimestamp,
} from '../../../support/history-entries.ts';
import {
  createEmptyFolder,
  files,
  openTestHistoryStore,
  readSeriesValues,
} from './open-test-history-store.ts';
import {
  openPostgresHistoryStore,
  startPasswordPostgres,
} from './start-postgres-history-server.ts';

const HOSTILE = [
  '<script>alert(1)</script>',
  "'; DROP TABLE runs; --",
  'what? $1',
  'a\0b',
  'left\u202eright',
  'half \ud800 a pair',
  '__proto__',
  // Many different characters, so that the name cannot be compressed.
  Array.from({ length: 20_000 }, (_, at) =>
    String.fromCodePoint(0x4e00 + ((at * 7919) % 20_000)),
  ).join(''),
];

let server: Awaited<ReturnType<typeof startPasswordPostgres>>;
beforeAll(async () => {
  server = await startPasswordPostgres();
});
afterAll(() => server.stop());

async function emptyStore() {
  const address = server.addressOf({ PGDATABASE: await server.emptyDatabase() });
  return { address, store: await openPostgresHistoryStore(address) };
}

describe('the team store', () => {
  it('holds what SQLite holds, and returns what was added', async () => {
    const { store } = await emptyStore();
    const { store: file } = await openTestHistoryStore();
    const entries = [
      createHistoryEntry(0, { metrics: { wall_time: createSummary('wall_time', 0.1 + 0.2) } }),
      createHistoryEntry(1, { git: null, machine: null, node: null, tool: 'k6', file: null }),
      createHistoryEntry(2, {
        scenario: 'Ä',
        git: { commit: 'c', branch: null, dirty: true, committedAt: runTimestamp(1) },
        metrics: {
          allocated: createSummary('allocated', 1e12),
          wall_time: createSummary('wall_time', 3),
        },
      }),
      createHistoryEntry(3, { scenario: 'a' }),
      createHistoryEntry(4, { scenario: 'Z' }),
    ];
    for (const historyStore of [store, file]) {
      expect(await historyStore.add([entries[0], ...entries].flatMap((entry) => entry ?? []))).toBe(
        5,
      );
      expect(await historyStore.add(entries)).toBe(0);
      const read = [];
      for await (const entry of historyStore.entries()) read.push(entry);
      expect(read).toEqual(entries);
    }
    expect(await store.series()).toEqual(await file.series());
    expect(await readSeriesValues(store)).toEqual(await readSeriesValues(file));
    await Promise.all([store.close(), file.close()]);
  });

  it('reads entries page by page, each once', async () => {
    const { store } = await emptyStore();
    await store.add(Array.from({ length: 450 }, (_, number) => createHistoryEntry(number)));
    const ids = new Set<string>();
    let read = 0;
    for await (const { id } of store.entries()) {
      ids.add(id);
      read += 1;
    }
    expect([read, ids.size]).toEqual([450, 450]);
    await store.close();
  });

  it('stores hostile names unchanged', async () => {
    const { store } = await emptyStore();
    const entries = HOSTILE.map((name, number) =>
      createHistoryEntry(number, {
        id: `${name}-${number}`,
        scenario: name,
        machine: { id: name, title: name },
        git: { commit: name, branch: name, dirty: false, committedAt: null },
        node: name,
        metrics: { [name]: createSummary('wall_time', 1) },
      }),
    );
    expect(await store.add(entries)).toBe(HOSTILE.length);
    expect(await store.add(entries)).toBe(0);
    const series = await store.series();
    expect(series.map(({ scenario }) => scenario)).toEqual(
      expect.arrayContaining(HOSTILE.slice(0, 3)),
    );
    for (const storedSeries of series) expect(await store.points(storedSeries)).toHaveLength(1);
    await store.close();
  });

  it('is created once by simultaneous clients, and stores what all of them add', async () => {
    const address = server.addressOf({ PGDATABASE: await server.emptyDatabase() });
    const stores = await Promise.all([
      openPostgresHistoryStore(address),
      openPostgresHistoryStore(address),
      openPostgresHistoryStore(address),
    ]);
    const entries = Array.from({ length: 120 }, (_, number) => createHistoryEntry(number));
    const added = await Promise.all([...stores.map((store) => store.add(entries))]);
    expect(added.reduce((sum, count) => sum + count, 0)).toBe(120);
    const [store] = stores;
    if (store === undefined) throw new TypeError('no store');
    expect(Object.values(await readSeriesValues(store)).map(({ length }) => length)).toEqual([120]);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('adds all or nothing, and continues after an error', async () => {
    const { store } = await emptyStore();
    const broken = createHistoryEntry(1, {
      metrics: { wall_time: { ...createSummary('wall_time', 1), n: Number.MAX_SAFE_INTEGER } },
    });
    await expect(store.add([createHistoryEntry(0), broken])).rejects.toThrow();
    expect(await store.series()).toEqual([]);
    expect(await store.add([createHistoryEntry(0)])).toBe(1);
    await store.close();
  });

  it('does not import permanently removed runs again, though others still have them', async () => {
    const { store } = await emptyStore();
    const entries = [createHistoryEntry(0), createHistoryEntry(1), createHistoryEntry(2)];
    await store.add(entries);
    expect(await store.forgetBefore(runTimestamp(1))).toBe(1);
    expect(await store.add(entries)).toBe(0);
    expect(Object.values(await readSeriesValues(store))).toEqual([[10, 10]]);
    await store.close();
  });

  it('shares decisions on changes', async () => {
    const { address, store } = await emptyStore();
    const said: ChangeDecision = {
      change: 'd84e2659',
      decision: 'ignored',
      reason: "it's meant",
      author: 'Ada',
      decidedAt: runTimestamp(0),
    };
    await store.addDecisions([said]);
    const other = await openPostgresHistoryStore(address);
    const taken: ChangeDecision = {
      ...said,
      decision: 'reopened',
      author: 'Bo',
      decidedAt: runTimestamp(1),
    };
    await other.addDecisions([taken, said]);
    expect(await store.decisions()).toEqual([said, taken]);
    await Promise.all([store.close(), other.close()]);
  });
});

describe('errors of the team store', () => {
  const code = (name: string) => expect.objectContaining({ code: name });

  it.each([
    ['the host cannot be found', () => ({ PGHOST: createEmptyFolder() }), 'down'],
    ['nobody answers', () => ({ PGHOST: '127.0.0.1', PGPORT: '1' }), 'down'],
    ['the database does not exist', () => ({ PGDATABASE: 'none' }), 'none'],
    [
      'a certificate is missing',
      () => ({ PGSSLMODE: 'verify-full', PGSSLROOTCERT: '/none/ca.pem' }),
      'certificate',
    ],
  ])('are reported when %s', async (_, changes, name) => {
    await expect(openPostgresHistoryStore(server.addressOf(changes()))).rejects.toEqual(
      code(`history-database-${name}`),
    );
  });

  it('are reported when the server is slow to connect or slow to answer', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const mute = server.addressOf({ PGHOST: '127.0.0.1', PGPORT: String(port) });
    await expect(openPostgresHistoryStore(mute, { connectMs: 100 })).rejects.toEqual(
      code('history-database-slow'),
    );
    silent.close();
    const sql = await openPostgres(server.addressOf(), files, { statementMs: 500 });
    await expect(sql.all('SELECT pg_sleep(20)')).rejects.toEqual(code('history-database-slow'));
    await sql.close();
  });

  it('are reported without the password when that is wrong or missing', async () => {
    await server.ask("CREATE ROLE team LOGIN PASSWORD 'right one'");
    const asTeam = (password: { readonly PGPASSWORD?: string }) =>
      server.addressOf({ PGUSER: 'team', ...password });
    const sql = await openPostgres(asTeam({ PGPASSWORD: 'right one' }), files);
    await sql.close();
    for (const password of [{ PGPASSWORD: 's3cret' }, {}]) {
      const error: unknown = await openPostgresHistoryStore(asTeam(password)).catch(
        (thrown) => thrown,
      );
      expect(error).toEqual(code('history-database-password'));
      expect(JSON.stringify([error, String(error)])).not.toMatch(/s3cret/u);
    }
    const unknown = server.addressOf({ PGUSER: 'nobody', PGPASSWORD: 's3cret' });
    await expect(openPostgresHistoryStore(unknown)).rejects.toEqual(
      code('history-database-password'),
    );
  });

  it('are reported when the user may not create tables', async () => {
    const database = await server.emptyDatabase();
    await server.ask("CREATE ROLE guest LOGIN PASSWORD 'g'");
    const guest = { PGUSER: 'guest', PGPASSWORD: 'g', PGDATABASE: database };
    await expect(openPostgresHistoryStore(server.addressOf(guest))).rejects.toEqual(
      code('history-database-rights'),
    );
  });

  it('are reported when the server is too old, with the oldest version that works', async () => {
    const error: unknown = await openPostgresHistoryStore(server.addressOf(), {
      minVersion: 990_000,
    }).catch((thrown) => thrown);
    expect(error).toEqual(code('history-database-old'));
    expect(String(error)).toMatch(/oldest supported version is 99/u);
  });

  it('are reported when the database cannot hold every name', async () => {
    await server.ask("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0");
    await expect(
      openPostgresHistoryStore(server.addressOf({ PGDATABASE: 'latin' })),
    ).rejects.toEqual(code('history-database-encoding'));
  });

  it('are reported when the store is newer, and nothing is changed', async () => {
    const { address, store } = await emptyStore();
    await store.close();
    const sql = await openPostgres(address, files);
    await sql.run('UPDATE store_version SET version = 99');
    await expect(openPostgresHistoryStore(address)).rejects.toEqual(code('history-newer'));
    expect(await sql.all('SELECT version FROM store_version')).toEqual([{ version: 99 }]);
    await sql.close();
  });

  it('are reported when another writer takes too long', async () => {
    const { address, store } = await emptyStore();
    const other = await openPostgres(address, files);
    const impatient = await openPostgresHistoryStore(address, { lockMs: 100 });
    await other.transaction(async () => {
      await expect(impatient.add([createHistoryEntry(0)])).rejects.toEqual(code('history-locked'));
      // Readers do not wait.
      expect(await impatient.series()).toEqual([]);
    });
    expect(await impatient.add([createHistoryEntry(0)])).toBe(1);
    await Promise.all([store.close(), other.close(), impatient.close()]);
  });

  it('are reported when the connection is lost midway', async () => {
    const { address, store } = await emptyStore();
    await server.ask(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${address.env.PGDATABASE}'`,
    );
    await expect(store.series()).rejects.toEqual(code('history-database-down'));
    await expect(store.add([createHistoryEntry(0)])).rejects.toEqual(code('history-database-down'));
    await store.close();
  });
});
