import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHistoryStore } from '../../../../harness/history/store/history-store.ts';
import { openPostgres } from '../../../../harness/history/store/postgres.ts';
import type { Sql } from '../../../../harness/history/store/sql.ts';
import { openSqlite } from '../../../../harness/history/store/sqlite.ts';
import type { HistoryEntry } from '../../../../harness/model/documents/history-entry.ts';
import { idsOfVersion2, makeVersion2 } from '../../../fixtures/history/version-2.ts';
import { emptyFolder, files } from './opened-store.ts';
import { startTeamServer } from './postgres-server.ts';

const RUNS = 40;

let server: Awaited<ReturnType<typeof startTeamServer>>;
beforeAll(async () => {
  server = await startTeamServer();
});
afterAll(() => server.stop());

const DATABASES: readonly (readonly [string, () => Promise<Sql>])[] = [
  ['a file', async () => openSqlite(join(emptyFolder(), 'history.sqlite'))],
  [
    'the database of a team',
    async () => openPostgres(server.addressOf({ PGDATABASE: await server.emptyDatabase() }), files),
  ],
];

describe('a store of an older version', () => {
  it.each(DATABASES)('in %s keeps all of its runs, and takes more of them', async (_, open) => {
    const sql = await open();
    await makeVersion2(sql, RUNS);
    const store = await createHistoryStore(sql);
    const entries: HistoryEntry[] = [];
    for await (const entry of store.entries()) entries.push(entry);
    expect(entries.map(({ id }) => id)).toEqual(idsOfVersion2(RUNS));
    const [first, second] = ['run-1', 'run-4'].map((id) => entries.find((one) => one.id === id));
    expect(first).toMatchObject({
      git: { commit: 'commit-1', branch: null },
      machine: { id: 'machine 1', title: 'title' },
      settings: 'same',
      metrics: { wall_time: { center: 1, sample: [1] } },
    });
    expect(second).toMatchObject({ git: { branch: 'main' }, machine: null, tool: null });
    const [series] = await store.series();
    if (series === undefined || first === undefined) throw new TypeError('nothing was kept');
    expect(await store.points(series)).toHaveLength(RUNS);
    expect(await store.points(series, { branch: 'main' })).toHaveLength(RUNS / 2);
    // What was measured under the same is found again: the words of old rows are those of new ones.
    const before = await sql.all('SELECT count(*) AS count FROM conditions');
    expect(await store.add([{ ...first, id: 'another' }])).toBe(1);
    expect(await sql.all('SELECT count(*) AS count FROM conditions')).toEqual(before);
    await store.close();
  });
});
