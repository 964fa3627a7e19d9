import { expect, test } from 'vitest';
import { mechanismOf } from '../../../../plugins/investigate/data/find-signals.ts';
import { countMessage } from '../../../../plugins/investigate/observed/message-events.ts';
import { createObserved } from '../../../../plugins/investigate/observed/observed.ts';

const GRID = { start: 1_000_000, widthMs: 1000, length: 10 };

test('where a log was written without an event there was none, and where it was not nothing is known', () => {
  const { events, series } = createObserved(GRID);
  events.cover(1_002_500);
  events.add('pg_deadlocks', 1_004_100);
  events.add('pg_deadlocks', 1_004_900);
  events.add('pg_deadlocks', 900_000);
  events.cover(1_006_000);
  events.toSeries(series);
  const [deadlocks] = series.all();
  // A line from before the time that is looked at shows that the log was written since then.
  expect(deadlocks?.at[0]).toBe(1_000_000);
  expect(deadlocks?.values).toEqual([0, 0, 0, 0, 2, 0, 0]);
});

test('a log that lies outside of the time gives no series', () => {
  const { events, series } = createObserved(GRID);
  events.add('pg_deadlocks', 5_000_000);
  events.toSeries(series);
  expect(series.all()).toEqual([]);
});

test.each([
  ['timeout exceeded when trying to connect', 'log_pool_timeouts', 'connections'],
  [
    'KnexTimeoutError: Knex: Timeout acquiring a connection. The pool is probably full.',
    'log_pool_timeouts',
    'connections',
  ],
  [
    'HikariPool-1 - Connection is not available, request timed out after 30000ms.',
    'log_pool_timeouts',
    'connections',
  ],
  ['error: sorry, too many clients already', 'log_connections_refused', 'connections'],
  ['deadlock detected', 'log_deadlocks', 'locks'],
  ['ENOSPC: no space left on device, write', 'log_disk_full', 'disk'],
  [
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    'log_memory_exhausted',
    'memory',
  ],
  ['connect ECONNREFUSED 10.0.0.1:443', 'log_network_failures', 'network'],
  ['connect ETIMEDOUT 10.0.0.1:443', 'log_timeouts', 'timeouts'],
])('%s is counted as %s, which is of %s', (message, kind, mechanism) => {
  const { events, series } = createObserved(GRID);
  countMessage(events, 1_000_000, message);
  events.toSeries(series);
  expect(series.all().map(({ name }) => name)).toEqual([kind]);
  expect(mechanismOf(kind)).toBe(mechanism);
});

test('what says nothing of a mechanism is no event', () => {
  const { events, series } = createObserved(GRID);
  countMessage(events, 1_000_000, 'order 17 failed');
  events.toSeries(series);
  expect(series.all()).toEqual([]);
});
