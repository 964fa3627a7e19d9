import { expect, test } from 'vitest';
import { readLogObservations } from '../../../support/read-log-observations.ts';

test('INV-10: reads the slow log of MySQL 8 with strings in either kind of quotes', async () => {
  const { source, statements, series } =
    await readLogObservations(`/usr/sbin/mysqld, Version: 8.0.44 (MySQL Community Server - GPL). started with:
Tcp port: 3306  Unix socket: /var/run/mysqld/mysqld.sock
Time                 Id Command    Argument
# Time: 2026-11-24T12:00:05.123456Z
# User@Host: shop[shop] @ web-1 [10.0.0.4]  Id:    12
# Query_time: 2.500000  Lock_time: 0.750000 Rows_sent: 1  Rows_examined: 900000
use shop;
SET timestamp=1795521603;
SELECT * FROM orders WHERE note = "a secret"
  AND id IN (1,2);
# Time: 2026-11-24T12:00:09.123456Z
# User@Host: shop[shop] @ web-1 [10.0.0.4]  Id:    12
# Query_time: 1.000000  Lock_time: 0.000000 Rows_sent: 1  Rows_examined: 1
SET timestamp=1795521608;
SELECT SLEEP(1);
`);
  expect(source).toMatchObject({ format: 'MySQL slow log', unread: 0 });
  expect(statements).toEqual(['SELECT * FROM orders WHERE note = ? AND id IN (?, …): 1, max 2500']);
  expect(series).toMatchObject({ mysql_query_time_ms: [2500, 1000], mysql_lock_time_ms: [750, 0] });
});

test('reads a slow log of MariaDB, which writes the time only on changes and without its zone', async () => {
  const entry = (ms: string): string => `# User@Host: shop[shop] @ localhost []
# Thread_id: 7  Schema: shop  QC_hit: No
# Query_time: ${ms}  Lock_time: 0.000100  Rows_sent: 1  Rows_examined: 1
SELECT name FROM products;
`;
  const { source, statements } = await readLogObservations(
    `# Time: 261124 12:00:05\n${entry('1.200000')}${entry('1.400000')}`,
  );
  expect(source).toMatchObject({ unread: 0, hasZone: false });
  expect(statements).toEqual(['SELECT name FROM products: 2, max 1400']);
});
