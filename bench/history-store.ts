/**
 * The store of the history: how fast runs are added, how fast a trend of 10,000 runs is read out of a
 * million, and how long an index of 10,000 records takes to be made anew.
 *
 *   node bench/history-store.ts
 */
import { join } from 'node:path';
import { createHistoryStore } from '../harness/history/store/history-store.ts';
import { openSqlite } from '../harness/history/store/sqlite.ts';
import { takeIn } from '../harness/history/store/take-in.ts';
import { createHost } from '../harness/host.ts';
import { median } from '../harness/stats/quantile.ts';
import { environment } from '../test/support/environment.ts';
import { historyEntry, summaryOf } from '../test/support/history-entries.ts';
import { runRecord } from '../test/support/run-record.ts';
import { printBenchResult } from './bench-result.ts';
import { temporaryFolder } from './temporary-folder.ts';

const METRICS = ['wall_time', 'cpu_time', 'allocated', 'instructions', 'memory_peak'] as const;
const SCENARIOS = 20;
const RUNS = 10_000;
/** Runs that are added at one go, as `takeIn` does. */
const BATCH = 200;
const TURNS = 9;

