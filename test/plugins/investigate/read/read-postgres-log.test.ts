import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readLogObservations } from '../../../support/read-log-observations.ts';

/** As PostgreSQL 15 writes it with `log_line_prefix = '%m [%p] %q%u@%d '`. */
const TEXT = `2026-11-24 12:00:01.103 UTC [811] LOG:  starting PostgreSQL 15.14 on x86_64-pc-linux-gnu
2026-11-24 12:00:01.140 UTC [814] LOG:  checkpoint starting: time
2026-11-24 12:01:00.500 UTC [901] shop@shop LOG:  duration: 1000.000 ms  statement: SELECT pg_sleep(1)
2026-11-24 12:01:02.500 UTC [901] shop@shop LOG:  duration: 1001.250 ms  execute <unnamed>: SELECT *
\tFROM orders
\tWHERE customer = $1 AND token = 'hunter2' AND state IN (1, 2, 3)
2026-11-24 12:01:02.500 UTC [901] shop@shop DETAIL:  parameters: $1 = '1042'
2026-11-24 12:01:09.900 UTC [901] shop@shop LOG:  duration: 2400.5 ms  statement: SELECT * FROM orders WHERE customer = 7 AND token = 'x''y' AND state IN (4)
2026-11-24 12:02:11.000 UTC [917] shop@shop LOG:  process 917 still waiting for ShareLock on transaction 739 after 1000.109 ms
2026-11-24 12:02:11.000 UTC [917] shop@shop DETAIL:  Process holding the lock: 901. Wait queue: 917.
2026-11-24 12:02:11.000 UTC [917] shop@shop CONTEXT:  while updating tuple (0,1) in relation "stock"
2026-11-24 12:02:11.000 UTC [917] shop@shop STATEMENT:  UPDATE stock SET n = n - 1
\tWHERE id = 3
2026-11-24 12:02:30.000 UTC [917] shop@shop ERROR:  deadlock detected
2026-11-24 12:02:30.000 UTC [917] shop@shop DETAIL:  Process 917 waits for ShareLock on transaction 739; blocked by process 901.
\tProcess 901 waits for ShareLock on transaction 740; blocked by process 917.
2026-11-24 12:03:00.000 UTC [930] shop@shop FATAL:  sorry, too many clients already
2026-11-24 12:03:00.200 UTC [931] shop@shop FATAL:  remaining connection slots are reserved for non-replication superuser connections
2026-11-24 12:03:10.000 UTC [932] shop@shop ERROR:  canceling statement due to statement timeout
2026-11-24 12:03:20.000 UTC [814] ERROR:  could not extend file "base/16384/2619": wrote only 4096 of 8192 bytes at block 3: No space left on device
2026-11-24 12:03:30.000 UTC [933] shop@shop LOG:  temporary file: path "base/pgsql_tmp/pgsql_tmp933.0", size 14000000
2026-11-24 12:04:00.000 UTC [934] shop@shop LOG:  connection authorized: user=shop database=shop
`;

describe("PostgreSQL's log on stderr", () => {
  test('INV-10: counts 1001.25 ms as slow but not 1000 ms, and removes values from statements', async () => {
    const { source, statements, series } = await readLogObservations(TEXT);
    expect(source).toMatchObject({ format: 'PostgreSQL', unread: 0, hasZone: true });
    expect(statements).toEqual([
      'SELECT * FROM orders WHERE customer = ? AND token = ? AND state IN (?, …): 1, max 1001.25',
      'SELECT * FROM orders WHERE customer = ? AND token = ? AND state IN (?): 1, max 2400.5',
    ]);
    expect(series.pg_query_time_ms).toEqual([1000, 1001.25, 2400.5]);
    expect(JSON.stringify(statements)).not.toContain('hunter2');
  });

  test('counts events by interval, with 0 where the log reports none', async () => {
    const { series } = await readLogObservations(TEXT);
    const sums = Object.fromEntries(
      Object.entries(series).map(([name, values]) => [name, values.reduce((a, b) => a + b, 0)]),
    );
    expect(sums).toMatchObject({
      pg_lock_waits: 1,
      pg_deadlocks: 1,
      pg_connections_refused: 2,
      pg_slow_queries: 2,
      pg_statement_timeouts: 1,
      pg_disk_full: 1,
      pg_query_temporary_files: 1,
      pg_checkpoints: 1,
      pg_connections_opened: 1,
    });
    // From 12:00:01 to 12:04:00 in intervals of 15 s.
    expect(series.pg_deadlocks).toHaveLength(17);
    expect(series.pg_deadlocks?.indexOf(1)).toBe(10);
  });

  test('INV-09: yields error lines without the words that they quote', async () => {
    const { errors } = await readLogObservations(TEXT);
    expect(errors).toEqual([
      'deadlock detected: 1',
      'sorry, too many clients already: 1',
      'remaining connection slots are reserved for non-replication superuser connections: 1',
      'canceling statement due to statement timeout: 1',
      'could not extend file ?: wrote only ? of ? bytes at block ?: No space left on device: 1',
    ]);
  });

  test.each([
    [
      '%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ',
      '2026-11-24 12:00:05 UTC [9]: [3-1] user=shop,db=shop,app=[unknown],client=10.0.0.4 ',
    ],
    ['%t:%r:%u@%d:[%p]:', '2026-11-24 12:00:05 UTC:10.0.0.4(51234):shop@shop:[9]:'],
    ['<%m> ', '<2026-11-24 12:00:05.123 UTC> '],
    ['%n %p ', '1795521605.123 9 '],
    ['%m behind the name of a container', 'db-1  | 2026-11-24 12:00:05.123 UTC [9] '],
    ['%u@%d %m, the user with a number', 'shop2026@shop 2026-11-24 12:00:05.123 UTC '],
    ['%m [%p] in another zone', '2026-11-24 13:00:05.123 +01 [9] '],
  ])('is read with the log_line_prefix %s', async (_, prefix) => {
    const line = `${prefix}LOG:  duration: 1500.0 ms  statement: SELECT 1`;
    const { source, statements, observed } = await readLogObservations(`${line}\n`);
    expect(source.format).toBe('PostgreSQL');
    expect(statements).toEqual(['SELECT ?: 1, max 1500']);
    expect([...(observed.statements.all().get('SELECT ?')?.keys() ?? [])]).toEqual([0]);
  });

  test('assigns a duration of log_duration to the last statement of the same process', async () => {
    const { statements } = await readLogObservations(
      `2026-11-24 12:00:01.000 UTC [7] LOG:  statement: SELECT a
2026-11-24 12:00:01.100 UTC [8] LOG:  execute <unnamed>: SELECT b
\tFROM c
2026-11-24 12:00:03.000 UTC [8] LOG:  duration: 1900.0 ms
2026-11-24 12:00:04.000 UTC [7] LOG:  duration: 3000.0 ms
2026-11-24 12:00:06.000 UTC [7] LOG:  duration: 1100.0 ms
`,
    );
    expect(statements).toEqual([
      'SELECT b FROM c: 1, max 1900',
      'SELECT a: 1, max 3000',
      '(no statement): 1, max 1100',
    ]);
  });

  test('is read as UTC when its zone is an abbreviation, and reports it', async () => {
    const { source } = await readLogObservations(
      '2026-11-24 12:00:05.123 CET [9] ERROR:  division by zero\n',
    );
    expect(source).toMatchObject({ format: 'PostgreSQL', hasZone: false });
  });

  test('reads the query before its plan from auto_explain', async () => {
    const { statements } = await readLogObservations(
      `2026-11-24 12:00:05.123 UTC [9] LOG:  duration: 3100.7 ms  plan:
\tQuery Text: SELECT count(*) FROM orders
\tWHERE total > 10
\tAggregate  (cost=1.1..2.2 rows=1 width=8) (actual time=3100.1..3100.2 rows=1 loops=1)
\t  ->  Seq Scan on orders  (cost=0.00..1.1 rows=1 width=0)
`,
    );
    expect(statements).toEqual(['SELECT count(*) FROM orders WHERE total > ?: 1, max 3100.7']);
  });
});

const CSV_TAIL = ',,,,,,,,,"psql","client backend",,0';
const csv = (time: string, severity: string, code: string, message: string): string =>
  `2026-11-24 12:${time} UTC,"shop","shop",901,"10.0.0.4:5123",6924a1b2.385,1,"SELECT",2026-11-24 11:59:00 UTC,3/11,0,${severity},${code},"${message}"${CSV_TAIL}`;

test('reads multi-line csvlog entries, and identifies events in every language by their state', async () => {
  const { source, statements, series, errors } = await readLogObservations(
    [
      csv(
        '00:05.123',
        'LOG',
        '00000',
        'duration: 1200.000 ms  statement: SELECT *\n  FROM ""Orders""\n  WHERE id = 5',
      ),
      csv('00:07.000', 'ERROR', '40P01', 'Verklemmung (Deadlock) entdeckt'),
      csv('00:09.000', 'FATAL', '53300', 'tut mir leid'),
    ].join('\n'),
  );
  expect(source).toMatchObject({ format: 'PostgreSQL (csvlog)', unread: 0 });
  expect(statements).toEqual(['SELECT * FROM "Orders" WHERE id = ?: 1, max 1200']);
  expect(series).toMatchObject({ pg_deadlocks: [1], pg_connections_refused: [1] });
  expect(errors).toEqual(['Verklemmung (Deadlock) entdeckt: 1', 'tut mir leid: 1']);
});

test('reads every other csvlog entry when one is truncated', async () => {
  const cut = csv('00:01.000', 'LOG', '00000', 'duration: 1200.000 ms  statement: SELECT 1').slice(
    0,
    150,
  );
  const { statements } = await readLogObservations(
    `${cut}\n${csv('00:05.123', 'LOG', '00000', 'duration: 1300.000 ms  statement: SELECT a')}\n`,
  );
  expect(statements).toEqual(['SELECT a: 1, max 1300']);
});

test('replaces terminal control characters in statements and messages', async () => {
  const { statements, errors } = await readLogObservations(
    `2026-11-24 12:00:05.123 UTC [9] LOG:  duration: 1500.0 ms  statement: SELECT "\u001b]0;x\u0007"
2026-11-24 12:00:05.123 UTC [9] ERROR:  \u202egnorw\u001b[2J
`,
  );
  expect(statements).toEqual(['SELECT "\ufffd]0;x\ufffd": 1, max 1500']);
  expect(errors).toEqual(['\ufffdgnorw\ufffd[?J: 1']);
});

test('reads jsonlog', async () => {
  const line = (severity: string, code: string, message: string): string =>
    JSON.stringify({
      timestamp: '2026-11-24 12:00:05.123 UTC',
      user: 'shop',
      dbname: 'shop',
      pid: 901,
      error_severity: severity,
      state_code: code,
      message,
      backend_type: 'client backend',
    });
  const { source, statements, series } = await readLogObservations(
    `${line('LOG', '00000', 'duration: 1700.5 ms  statement: SELECT 1')}\n${line('ERROR', '55P03', 'canceling statement due to lock timeout')}\n{"cut`,
  );
  expect(source).toMatchObject({ format: 'PostgreSQL (jsonlog)', unread: 1 });
  expect(statements).toEqual(['SELECT ?: 1, max 1700.5']);
  expect(series.pg_lock_timeouts).toEqual([1]);
});

/** Logs that PostgreSQL 15 wrote in three formats at once: see the README next to them. */
describe.each(['txt', 'csv', 'json'])('the original log postgres-15.%s', (form) => {
  const logs = join(import.meta.dirname, '../../../fixtures/logs');
  const content = readFileSync(join(logs, `postgres-15.${form}`), 'utf8');

  test('is read completely', async () => {
    const { source } = await readLogObservations(content, { start: Date.UTC(2026, 10, 27, 19) });
    expect(source).toMatchObject({ unread: 0, hasZone: true });
  });

  test('INV-10: yields the six queries longer than a second, and the events next to them', async () => {
    const { statements, series, errors } = await readLogObservations(content, {
      start: Date.UTC(2026, 10, 27, 19),
    });
    expect(statements).toEqual([
      'select pg_sleep(?), ? as secret: 1, max 1102.613',
      'select pg_sleep(?): 5, max 1006.94',
    ]);
    expect(series).toMatchObject({
      pg_lock_waits: [1],
      pg_deadlocks: [1],
      pg_connections_refused: [1],
      pg_statement_timeouts: [1],
      pg_query_temporary_files: [2],
      pg_checkpoints: [2],
    });
    expect(errors).toEqual([
      'canceling statement due to statement timeout: 1',
      'deadlock detected: 1',
      'remaining connection slots are reserved for non-replication superuser connections: 1',
    ]);
  });
});
