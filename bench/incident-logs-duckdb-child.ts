/**
 * What DuckDB makes of JSON lines on one thread: requests and the 95th percentile by path, numbers in it
 * folded, and minute. Prints what it took: `node incident-logs-duckdb-child.ts <file>`.
 */
import { DuckDBInstance } from '@duckdb/node-api';

const [file = ''] = process.argv.slice(2);
const began = performance.now();
const before = process.cpuUsage();
const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '1GB' });
const connection = await instance.connect();
const reader = await connection.runAndReadAll(
  `SELECT regexp_replace(split_part(req.url, '?', 1), '/[0-9]+', '/:id', 'g') AS path, time // 60000 AS minute, count(*) AS count,
     approx_quantile(responseTime, 0.95) AS p95
   FROM read_json($1, format = 'newline_delimited', columns = {
     time: 'BIGINT', responseTime: 'DOUBLE', req: 'STRUCT(url VARCHAR)'})
   GROUP BY path, minute`,
  [file],
);
const lines = reader.getRows().reduce((sum, row) => sum + Number(row[2]), 0);
const { user, system } = process.cpuUsage(before);
process.stdout.write(
  JSON.stringify({
    lines,
    unread: 0,
    wallMs: performance.now() - began,
    cpuMs: (user + system) / 1000,
    peak: process.resourceUsage().maxRSS * 1024,
  }),
);
