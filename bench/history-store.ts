/**
 * The store of the history: how fast runs are added, how fast a trend of 10,000 runs is read out of a
 * million, and how long an index of 10,000 records takes to be made anew.
 *
 *   node bench/history-store.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHistoryStore } from '../harness/history/store/history-store.ts';
import { importStateFolder } from '../harness/history/store/import-state-folder.ts';
import { openSqlite } from '../harness/history/store/sqlite-database.ts';
import { createHost } from '../harness/host.ts';
import { median } from '../harness/stats/descriptive-statistics.ts';
import { runRecord } from '../test/support/completed-run-record.ts';
import { createHistoryEntry, createSummary } from '../test/support/history-entries.ts';
import { NO_PEER, printBenchResult } from './bench-result.ts';

const POINTS = 1_000_000;
const METRICS = ['wall_time', 'cpu_time', 'allocated', 'instructions', 'memory_peak'] as const;
const SCENARIOS = 20;
const RECORDS = 10_000;
/** Number of runs added in one batch, as in `importStateFolder`. */
const BATCH = 200;
const TURNS = 9;

const folder = mkdtempSync(join(tmpdir(), 'history-store-'));
const { files } = createHost();
const open = async (name: string) => createHistoryStore(await openSqlite(join(folder, name)));

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1_000;
}

/** Generates batches of runs that alternate between all scenarios. */
function* batches() {
  const metrics = Object.fromEntries(METRICS.map((name) => [name, createSummary(name, 10)]));
  const count = POINTS / METRICS.length;
  for (let from = 0; from < count; from += BATCH) {
    yield Array.from({ length: BATCH }, (_, offset) => {
      const scenario = `scenario ${(from + offset) % SCENARIOS}`;
      return createHistoryEntry(from + offset, { scenario, metrics });
    });
  }
}

try {
  const store = await open('large.sqlite');
  const adding = await secondsOf(async () => {
    for (const batch of batches()) await store.add(batch);
  });
  const [series] = await store.series();
  if (series === undefined) throw new Error('no series');
  const reading: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    reading.push(1_000 * (await secondsOf(() => store.points(series))));
  }
  const read = (await store.points(series)).length;
  await store.close();

  const state = join(folder, 'state');
  for (let number = 0; number < RECORDS; number += 1) {
    const { id, startedAt } = createHistoryEntry(number);
    const record = runRecord({ wall_time: Array(20).fill(10) }, { id, startedAt });
    files.writeBytes(pathOf(state, id), Buffer.from(JSON.stringify(record)));
  }
  const small = await open('small.sqlite');
  let taken = 0;
  const rebuilding = await secondsOf(async () => {
    taken = (await importStateFolder(small, files, state)).added;
  });
  await small.close();
  if (taken !== RECORDS) throw new Error(`${taken} records were taken in`);

  const perSecond = POINTS / adding;
  const rows = [
    ['measurements added a second', `${Math.round(perSecond)}`, '≥ 50,000', perSecond >= 50_000],
    [
      `a trend of ${read} runs out of ${POINTS} measurements is read`,
      `${median(reading).toFixed(1)} ms`,
      '≤ 20 ms',
      median(reading) <= 20,
    ],
    [
      `an index of ${RECORDS} records is made anew`,
      `${rebuilding.toFixed(1)} s`,
      '≤ 30 s',
      rebuilding <= 30,
    ],
  ] as const;
  printBenchResult({
    title: 'The store of the history',
    method: `Runs with ${METRICS.length} metrics of ${SCENARIOS} scenarios are added ${BATCH} at one go; a trend is read ${TURNS} times, and the median counts; records have 20 trials.`,
    rows: rows.map(([name, ours, limit, holds]) => ({
      name,
      ours,
      limit,
      holds,
      ...NO_PEER,
    })),
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function pathOf(state: string, id: string): string {
  files.makeFolder(join(state, 'runs'));
  return join(state, 'runs', `${id}.json`);
}
