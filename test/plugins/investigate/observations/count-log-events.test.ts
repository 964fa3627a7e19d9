import { expect, test } from 'vitest';
import { inferMechanism } from '../../../../plugins/investigate/data/find-metrics-changed-at-onset.ts';
import { createObservations } from '../../../../plugins/investigate/observations/collected-log-observations.ts';
import { countMessageEvent } from '../../../../plugins/investigate/observations/log-event-counts.ts';

const GRID = { start: 1_000_000, widthMs: 1000, length: 10 };

test('counts zero where a log was written without an event', () => {
  const { events, series } = createObservations(GRID);
  const log = events.open('pg');
  log.cover(1_002_500);
  log.add('deadlocks', 1_004_100);
  log.add('deadlocks', 1_004_900);
  // A line from before the analysed period shows that the log was already being written.
  log.add('deadlocks', 900_000);
  log.cover(1_006_000);
  events.toSeries(series);
  const [deadlocks] = series.all();
  expect(deadlocks).toMatchObject({ name: 'pg_deadlocks', values: [0, 0, 0, 0, 2, 0, 0] });
  expect(deadlocks?.at[0]).toBe(1_000_000);
});

test('counts files of one log together, and nothing where only other logs were written', () => {
  const { events, series } = createObservations(GRID);
  events.open('log').cover(1_000_000);
  const [first, second] = [events.open('pg'), events.open('pg')];
  first.cover(1_002_000);
  first.add('deadlocks', 1_003_000);
  second.add('deadlocks', 1_007_000);
  second.cover(1_008_000);
  events.open('log').cover(1_009_999);
  events.toSeries(series);
  const [deadlocks] = series.all();
  expect(deadlocks?.at.map((at) => (at - GRID.start) / GRID.widthMs)).toEqual([2, 3, 7, 8]);
  expect(deadlocks?.values).toEqual([0, 1, 1, 0]);
});

test('returns no series for a log outside the time range', () => {
  const { events, series } = createObservations(GRID);
  events.open('pg').add('deadlocks', 5_000_000);
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
])('counts %s as %s, with the mechanism %s', (message, kind, mechanism) => {
  const { events, series } = createObservations(GRID);
  countMessageEvent(events.open('log'), 1_000_000, message);
  events.toSeries(series);
  expect(series.all().map(({ name }) => name)).toEqual([kind]);
  expect(inferMechanism(kind)).toBe(mechanism);
});

test('counts no event for a message without a mechanism', () => {
  const { events, series } = createObservations(GRID);
  countMessageEvent(events.open('log'), 1_000_000, 'order 17 failed');
  events.toSeries(series);
  expect(series.all()).toEqual([]);
});
