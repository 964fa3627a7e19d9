/**
 * The history of a team: how fast runs are added to PostgreSQL, and how fast a trend of 10,000 runs is
 * read out of a million measurements. The server is one of its own, on this machine.
 *
 *   node bench/history-postgres.ts
 */
import { dirname } from 'node:path';
import { createHistoryStore } from '../harness/history/store/history-store.ts';
import { openPostgres } from '../harness/history/store/postgres-database.ts';
import { createHost } from '../harness/host.ts';
import { median } from '../harness/stats/descriptive-statistics.ts';
import { startPostgres } from '../test/support/database-servers.ts';
import { createHistoryEntry, createSummary } from '../test/support/history-entries.ts';
import { NO_PEER, printBenchResult } from './bench-result.ts';

const POINTS = 1_000_000;
const METRICS = ['wall_time', 'cpu_time', 'allocated', 'instructions', 'memory_peak'] as const;
const SCENARIOS = 20;
/** Number of runs added in one batch, as in `importStateFolder`. */
const BATCH = 200;
const TURNS = 9;
const ADDED_A_SECOND = 20_000;
const READ_MS = 50;

const host = createHost();
// With flushing, as teams run it; the server of the tests runs without.
const server = await startPostgres(host, undefined, { settings: ['fsync=on'] });

try {
  const env = { PGHOST: dirname(server.socket), PGUSER: 'postgres', PGDATABASE: 'postgres' };
  const store = await createHistoryStore(await openPostgres({ shown: 'bench', env }, host.files));
  const metrics = Object.fromEntries(METRICS.map((name) => [name, createSummary(name, 10)]));
  let addingMs = 0;
  for (let from = 0; from < POINTS / METRICS.length; from += BATCH) {
    const batch = Array.from({ length: BATCH }, (_, offset) => {
      const scenario = `scenario ${(from + offset) % SCENARIOS}`;
      return createHistoryEntry(from + offset, { scenario, metrics });
    });
    const began = performance.now();
    await store.add(batch);
    addingMs += performance.now() - began;
  }
  const [series] = await store.series();
  if (series === undefined) throw new Error('no series');
  const reading: number[] = [];
  let read = 0;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const began = performance.now();
    read = (await store.points(series)).length;
    reading.push(performance.now() - began);
  }
  await store.close();
  const perSecond = (1_000 * POINTS) / addingMs;
  const readMs = median(reading);
  const rows = [
    [
      'measurements added a second',
      `${Math.round(perSecond)}`,
      `≥ ${ADDED_A_SECOND}`,
      perSecond >= ADDED_A_SECOND,
    ],
    [
      `a trend of ${read} runs out of ${POINTS} measurements is read`,
      `${readMs.toFixed(1)} ms`,
      `≤ ${READ_MS} ms`,
      readMs <= READ_MS,
    ],
  ] as const;
  printBenchResult({
    title: 'The history of a team, in PostgreSQL',
    method: `Runs with ${METRICS.length} metrics of ${SCENARIOS} scenarios are added ${BATCH} at one go over a socket; a trend is read ${TURNS} times, and the median counts.`,
    rows: rows.map(([name, ours, limit, holds]) => ({
      name,
      ours,
      limit,
      holds,
      ...NO_PEER,
    })),
  });
} finally {
  await server.stop();
  await host.processes.close();
}
