import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openSqlite } from '../../../../harness/history/store/sqlite-database.ts';
import {
  createHistoryEntry,
  createSummary,
  runTimestamp,
} from '../../../support/history-entries.ts';
import {
  createEmptyFolder,
  openTestHistoryStore,
  readSeriesValues,
} from './open-test-history-store.ts';

const HOSTILE = [
  '<script>alert(1)</script>',
  "'; DROP TABLE runs; --",
  'a\0b',
  'left\u202eright',
  'half \ud800 a pair',
  '__proto__',
  'x'.repeat(1_000_000),
];

describe('the history store', () => {
  it('adds the same run twice as one, in one call or in two', async () => {
    const { store } = await openTestHistoryStore();
    const [first, second] = [createHistoryEntry(0), createHistoryEntry(1)];
    expect(await store.add([first, first, second])).toBe(2);
    expect(await store.add([second, createHistoryEntry(2)])).toBe(1);
    expect(await readSeriesValues(store)).toEqual({ 'sort wall_time one': [10, 10, 10] });
    await store.close();
  });

  it('adds all or nothing', async () => {
    const { store } = await openTestHistoryStore();
    const broken = createHistoryEntry(700, {
      metrics: { wall_time: { ...createSummary('wall_time', 1), center: Number.NaN } },
    });
    const many = Array.from({ length: 600 }, (_, number) => createHistoryEntry(number));
    await expect(store.add([...many, broken])).rejects.toThrow(/NOT NULL/u);
    expect(await readSeriesValues(store)).toEqual({});
    expect(await store.add(many)).toBe(600);
    await store.close();
  });

  it('separates timed metrics by kind of machine, and combines counted metrics', async () => {
    const { store } = await openTestHistoryStore();
    const metrics = (value: number) => ({
      wall_time: createSummary('wall_time', value),
      instructions: createSummary('instructions', value * 1_000),
    });
    const two = { id: 'two', title: '8 × other, linux arm64' };
    await store.add([
      createHistoryEntry(0, { metrics: metrics(1) }),
      createHistoryEntry(1, { metrics: metrics(2), machine: two }),
      createHistoryEntry(2, { metrics: metrics(3) }),
    ]);
    expect(await readSeriesValues(store)).toEqual({
      'sort instructions ': [1_000, 2_000, 3_000],
      'sort wall_time one': [1, 3],
      'sort wall_time two': [2],
    });
    await store.close();
  });

  it('stores hostile names unchanged', async () => {
    const { path, store } = await openTestHistoryStore();
    const entries = HOSTILE.map((name, number) =>
      createHistoryEntry(number, {
        id: `${name}-${number}`,
        scenario: name,
        machine: { id: name, title: name },
        git: { commit: name, branch: name, dirty: false, committedAt: null },
      }),
    );
    expect(await store.add(entries)).toBe(HOSTILE.length);
    await store.close();
    // After being read back, the names equal those of the next run.
    const again = await openTestHistoryStore(path);
    expect(await again.store.add(entries)).toBe(0);
    const later = entries.map((entry) => ({ ...entry, id: `${entry.id}-later` }));
    expect(await again.store.add(later)).toBe(HOSTILE.length);
    const series = await again.store.series();
    expect(series).toHaveLength(HOSTILE.length);
    for (const storedSeries of series)
      expect(await again.store.points(storedSeries)).toHaveLength(2);
    expect(series.map(({ scenario }) => scenario)).toEqual(
      expect.arrayContaining(HOSTILE.filter((name) => !/\0|\ud800/u.test(name))),
    );
    await again.store.close();
  });

  it('orders by the moments that runs report, whatever the clocks did', async () => {
    const { store } = await openTestHistoryStore();
    const valued = (number: number, value: number) =>
      createHistoryEntry(number, { metrics: { wall_time: createSummary('wall_time', value) } });
    await store.add([valued(5, 5)]);
    await store.add([valued(1, 1), valued(-9_000_000, 0.5)]);
    // The same moment twice: two runs, in the order of coming.
    await store.add([{ ...valued(5, 6), id: 'other' }]);
    expect(await readSeriesValues(store)).toEqual({ 'sort wall_time one': [0.5, 1, 5, 6] });
    const [series] = await store.series();
    if (series === undefined) throw new TypeError('no series');
    const since = await store.points(series, { since: runTimestamp(1) });
    expect(since.map(({ center }) => center)).toEqual([1, 5, 6]);
    await store.close();
  });

  it('rejects the store of a newer version, and changes nothing in it', async () => {
    const { path, store } = await openTestHistoryStore();
    await store.add([createHistoryEntry(0)]);
    await store.close();
    const sql = await openSqlite(path);
    await sql.run('UPDATE store_version SET version = 99');
    await sql.close();
    const before = readFileSync(path);
    await expect(openTestHistoryStore(path)).rejects.toMatchObject({
      code: 'history-newer',
      exitCode: 2,
      message: expect.stringContaining('version 99'),
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('reports what is wrong with a file that is damaged or no database', async () => {
    const path = `${createEmptyFolder()}/history.sqlite`;
    writeFileSync(path, 'this was never a database, '.repeat(100));
    await expect(openTestHistoryStore(path)).rejects.toMatchObject({ code: 'history-damaged' });

    const whole = await openTestHistoryStore();
    await whole.store.add(Array.from({ length: 500 }, (_, number) => createHistoryEntry(number)));
    await whole.store.close();
    copyFileSync(whole.path, path);
    const bytes = readFileSync(path);
    // The first page is intact: the file opens, and the damage is found later.
    bytes.fill(0xff, 4_096);
    writeFileSync(path, bytes);
    await expect(
      (async () => (await openTestHistoryStore(path)).store.add([createHistoryEntry(501)]))(),
    ).rejects.toMatchObject({ code: 'history-damaged' });
  });

  it('reports that another process is writing, and works when that has ended', async () => {
    const { path, store } = await openTestHistoryStore();
    await store.close();
    const child = spawn(
      process.execPath,
      [
        '--no-warnings',
        '--eval',
        `const { DatabaseSync } = require('node:sqlite');
         new DatabaseSync(process.argv[1]).exec('BEGIN IMMEDIATE');
         console.log('held');
         setInterval(() => {}, 1000);`,
        path,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      await once(child.stdout, 'data');
      const { store: waiting } = await openTestHistoryStore(path, 100);
      await expect(waiting.add([createHistoryEntry(0)])).rejects.toMatchObject({
        code: 'history-locked',
        exitCode: 2,
      });
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(await waiting.add([createHistoryEntry(0)])).toBe(1);
      await waiting.close();
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('forgets runs that began before a moment, and series that are then empty', async () => {
    const { store } = await openTestHistoryStore();
    const gone = {
      wall_time: createSummary('wall_time', 1),
      cpu_time: createSummary('cpu_time', 1),
    };
    await store.add([
      createHistoryEntry(0, { metrics: gone }),
      createHistoryEntry(1),
      createHistoryEntry(2),
    ]);
    expect(await store.forgetBefore(runTimestamp(1))).toBe(1);
    expect(await readSeriesValues(store)).toEqual({ 'sort wall_time one': [10, 10] });
    expect(await store.forgetBefore(runTimestamp(1))).toBe(0);
    await store.close();
  });
});
