import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openSqlite } from '../../../../harness/history/store/sqlite.ts';
import { historyEntry, momentOf, summaryOf } from '../../../support/history-entries.ts';
import { emptyFolder, openStore, valuesOf } from './opened-store.ts';

const HOSTILE = [
  '<script>alert(1)</script>',
  "'; DROP TABLE runs; --",
  'a\0b',
  'left\u202eright',
  'half \ud800 a pair',
  '__proto__',
  'x'.repeat(1_000_000),
];

describe('the store of the history', () => {
  it('adds the same run twice as one, at one go and at two', async () => {
    const { store } = await openStore();
    const [first, second] = [historyEntry(0), historyEntry(1)];
    expect(await store.add([first, first, second])).toBe(2);
    expect(await store.add([second, historyEntry(2)])).toBe(1);
    expect(await valuesOf(store)).toEqual({ 'sort wall_time one': [10, 10, 10] });
    await store.close();
  });

  it('adds all or nothing', async () => {
    const { store } = await openStore();
    const broken = historyEntry(700, {
      metrics: { wall_time: { ...summaryOf('wall_time', 1), center: Number.NaN } },
    });
    const many = Array.from({ length: 600 }, (_, number) => historyEntry(number));
    await expect(store.add([...many, broken])).rejects.toThrow(/NOT NULL/u);
    expect(await valuesOf(store)).toEqual({});
    expect(await store.add(many)).toBe(600);
    await store.close();
  });

  it('keeps what is timed by kind of machine, and what is counted in one', async () => {
    const { store } = await openStore();
    const metrics = (value: number) => ({
      wall_time: summaryOf('wall_time', value),
      instructions: summaryOf('instructions', value * 1_000),
    });
    const two = { id: 'two', title: '8 × other, linux arm64' };
    await store.add([
      historyEntry(0, { metrics: metrics(1) }),
      historyEntry(1, { metrics: metrics(2), machine: two }),
      historyEntry(2, { metrics: metrics(3) }),
    ]);
    expect(await valuesOf(store)).toEqual({
      'sort instructions ': [1_000, 2_000, 3_000],
      'sort wall_time one': [1, 3],
      'sort wall_time two': [2],
    });
    await store.close();
  });

  it('keeps hostile names as names', async () => {
    const { path, store } = await openStore();
    const entries = HOSTILE.map((name, number) =>
      historyEntry(number, {
        id: `${name}-${number}`,
        scenario: name,
        machine: { id: name, title: name },
        git: { commit: name, branch: name, dirty: false, committedAt: null },
      }),
    );
    expect(await store.add(entries)).toBe(HOSTILE.length);
    await store.close();
    // After being read back, the names equal those of the next run.
    const again = await openStore(path);
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

  it('orders by the moments that runs tell, however clocks went', async () => {
    const { store } = await openStore();
    const valued = (number: number, value: number) =>
      historyEntry(number, { metrics: { wall_time: summaryOf('wall_time', value) } });
    await store.add([valued(5, 5)]);
    await store.add([valued(1, 1), valued(-9_000_000, 0.5)]);
    // The same moment twice: two runs, in the order of coming.
    await store.add([{ ...valued(5, 6), id: 'other' }]);
    expect(await valuesOf(store)).toEqual({ 'sort wall_time one': [0.5, 1, 5, 6] });
    const [series] = await store.series();
    if (series === undefined) throw new TypeError('no series');
    const since = await store.points(series, { since: momentOf(1) });
    expect(since.map(({ center }) => center)).toEqual([1, 5, 6]);
    await store.close();
  });

  it('refuses the store of a newer version, and changes nothing in it', async () => {
    const { path, store } = await openStore();
    await store.add([historyEntry(0)]);
    await store.close();
    const sql = await openSqlite(path);
    await sql.run('UPDATE store_version SET version = 99');
    await sql.close();
    const before = readFileSync(path);
    await expect(openStore(path)).rejects.toMatchObject({
      code: 'history-newer',
      exitCode: 2,
      message: expect.stringContaining('version 99'),
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('says what is wrong with a file that is no database, or is damaged', async () => {
    const path = `${emptyFolder()}/history.sqlite`;
    writeFileSync(path, 'this was never a database, '.repeat(100));
    await expect(openStore(path)).rejects.toMatchObject({ code: 'history-damaged' });

    const whole = await openStore();
    await whole.store.add(Array.from({ length: 500 }, (_, number) => historyEntry(number)));
    await whole.store.close();
    copyFileSync(whole.path, path);
    const bytes = readFileSync(path);
    // Its first page is whole: it opens, and is found out later.
    bytes.fill(0xff, 4_096);
    writeFileSync(path, bytes);
    await expect(
      (async () => (await openStore(path)).store.add([historyEntry(501)]))(),
    ).rejects.toMatchObject({ code: 'history-damaged' });
  });

  it('says that another process is writing, and works when that has ended', async () => {
    const { path, store } = await openStore();
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
      const { store: waiting } = await openStore(path, 100);
      await expect(waiting.add([historyEntry(0)])).rejects.toMatchObject({
        code: 'history-locked',
        exitCode: 2,
      });
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(await waiting.add([historyEntry(0)])).toBe(1);
      await waiting.close();
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('forgets what began before a moment, and series that hold nothing any more', async () => {
    const { store } = await openStore();
    const gone = { wall_time: summaryOf('wall_time', 1), cpu_time: summaryOf('cpu_time', 1) };
    await store.add([historyEntry(0, { metrics: gone }), historyEntry(1), historyEntry(2)]);
    expect(await store.forgetBefore(momentOf(1))).toBe(1);
    expect(await valuesOf(store)).toEqual({ 'sort wall_time one': [10, 10] });
    expect(await store.forgetBefore(momentOf(1))).toBe(0);
    await store.close();
  });
});
