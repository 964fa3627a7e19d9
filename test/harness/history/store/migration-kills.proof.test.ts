/** kill -9 of what brings a store to this version, all along its way: it is old or new, and whole. */
import { spawn } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createHistoryStore } from '../../../../harness/history/store/history-store.ts';
import { openPostgres } from '../../../../harness/history/store/postgres.ts';
import type { Sql } from '../../../../harness/history/store/sql.ts';
import { openSqlite } from '../../../../harness/history/store/sqlite.ts';
import { idsOfVersion2, makeVersion2 } from '../../../fixtures/history/version-2.ts';
import { emptyFolder, files } from './opened-store.ts';
import { startTeamServer } from './postgres-server.ts';

const RUNS = 20_000;
const KILLS = 50;
const OPEN = join(import.meta.dirname, '../../../fixtures/history/open-store.ts');

/** Milliseconds from the beginning of the migration to its end; null: it was killed before that. */
async function openAndKill(place: string, killAfterMs: number | null): Promise<number | null> {
  const child = spawn(process.execPath, [OPEN, place], { stdio: ['ignore', 'pipe', 'inherit'] });
  let began = 0;
  let spanMs: number | null = null;
  child.stdout.on('data', (part: Buffer) => {
    const said = String(part);
    if (said.includes('begins')) {
      began = performance.now();
      if (killAfterMs !== null) void sleep(killAfterMs).then(() => child.kill('SIGKILL'));
    }
    if (said.includes('done')) spanMs = performance.now() - began;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (spanMs === null && killAfterMs === null) throw new Error(`it ended with ${code}`);
  return spanMs;
}

/** What was there is there, each once, whatever version the kill has left. @returns whether it was the old one. */
async function checkWhole(sql: Sql): Promise<boolean> {
  const [before] = await sql.all('SELECT version FROM store_version');
  const [left] = await sql.all('SELECT count(*) AS runs, count(DISTINCT id) AS ids FROM runs');
  expect([Number(left?.runs), Number(left?.ids)]).toEqual([RUNS, RUNS]);
  const store = await createHistoryStore(sql);
  const [series] = await store.series();
  if (series === undefined) throw new Error('the series is gone');
  const points = await store.points(series);
  expect(points.map(({ run }) => run).toSorted()).toEqual(idsOfVersion2(RUNS));
  expect(new Set(points.map(({ branch }) => branch))).toEqual(new Set([null, 'main']));
  expect(new Set(points.map(({ machine }) => machine)).size).toBe(4);
  await store.close();
  return Number(before?.version) === 2;
}

interface Way {
  /** A copy of the store of version 2: what a child is told, and how to look at it. */
  readonly copy: () => Promise<{ readonly place: string; readonly look: () => Promise<Sql> }>;
  readonly end: () => Promise<void>;
}

const WAYS: Readonly<Record<string, () => Promise<Way>>> = {
  'a file': async () => {
    const folder = emptyFolder();
    const template = join(folder, 'template.sqlite');
    const sql = await openSqlite(template);
    await makeVersion2(sql, RUNS);
    await sql.close();
    let number = 0;
    return {
      copy: async () => {
        number += 1;
        const place = join(folder, `${number}.sqlite`);
        copyFileSync(template, place);
        return { place, look: () => openSqlite(place) };
      },
      end: async () => {},
    };
  },
  'the database of a team': async () => {
    const server = await startTeamServer();
    const template = await server.emptyDatabase();
    const sql = await openPostgres(server.addressOf({ PGDATABASE: template }), files);
    await makeVersion2(sql, RUNS);
    await sql.close();
    let number = 0;
    return {
      copy: async () => {
        number += 1;
        const name = `copy_${number}`;
        await server.ask(`CREATE DATABASE ${name} TEMPLATE ${template}`);
        const address = server.addressOf({ PGDATABASE: name });
        return { place: JSON.stringify(address.env), look: () => openPostgres(address, files) };
      },
      end: server.stop,
    };
  },
};

describe('kill -9 of a migration', () => {
  it.each(Object.entries(WAYS))('of %s', async (_, begin) => {
    const { copy, end } = await begin();
    try {
      let spanMs = Number.POSITIVE_INFINITY;
      for (let turn = 0; turn < 2; turn += 1) {
        const { place, look } = await copy();
        spanMs = Math.min(spanMs, (await openAndKill(place, null)) ?? spanMs);
        expect(await checkWhole(await look())).toBe(false);
      }
      let old = 0;
      for (let kill = 0; kill < KILLS; kill += 1) {
        const { place, look } = await copy();
        await openAndKill(place, (spanMs * kill) / KILLS);
        if (await checkWhole(await look())) old += 1;
      }
      // Most were killed on the way, and so found the old one.
      expect(old).toBeGreaterThan(KILLS / 3);
    } finally {
      await end();
    }
  });
});
