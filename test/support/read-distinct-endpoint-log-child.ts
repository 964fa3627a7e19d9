/** Reads a stream of distinct endpoints; prints its results and its peak memory. */
import '../../harness/loader/register-self-reference.ts';
import { createObservations } from '../../plugins/investigate/observations/collected-log-observations.ts';
import {
  createTimeGrid,
  sumRequestCells,
} from '../../plugins/investigate/observations/requests-by-interval.ts';
import { readLog } from '../../plugins/investigate/read/read-log-files.ts';
import { generateDistinctEndpointLog } from './generate-distinct-endpoint-log.ts';

const lines = Number(process.argv[2]);
const start = Date.UTC(2026, 10, 24, 12);
const observed = createObservations(createTimeGrid(start, start + 3_600_000));
const host = { files: generateDistinctEndpointLog(lines, start) } as Parameters<typeof readLog>[0];
const { signal } = new AbortController();
const source = await readLog(host, 'stream', observed, { formats: [], map: null, signal });
const counts = observed.requests
  .endpoints()
  .map(({ name, cells }) => [name, sumRequestCells(cells).count] as const);
process.stdout.write(
  JSON.stringify({
    lines: source.lines,
    unread: source.unread,
    endpoints: counts.length,
    folded: counts.find(([name]) => name === 'GET /orders/:id')?.[1],
    requests: counts.reduce((sum, [, count]) => sum + count, 0),
    // `maxRSS` is in kilobytes on every system.
    mostBytes: process.resourceUsage().maxRSS * 1024,
  }),
);
