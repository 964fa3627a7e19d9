/** Reads one log as an investigation does, and prints what it took: `node incident-logs-child.ts <file>`. */
import '../harness/loader/register-self.ts';
import { createHost } from '../harness/host.ts';

const [file = ''] = process.argv.slice(2);
const { RequestTable, timeGrid } = await import('../plugins/investigate/observed/requests.ts');
const { SeriesTable } = await import('../plugins/investigate/observed/series.ts');
const { readLog } = await import('../plugins/investigate/read/read-log.ts');
const START = Date.UTC(2026, 10, 24);
const requests = new RequestTable(timeGrid(START, START + 86_400_000));
const observed = { requests, series: new SeriesTable(), errorLines: new Map<number, number>() };
const began = performance.now();
const { signal } = new AbortController();
const { lines, unread } = await readLog(createHost(), file, observed, {
  formats: [],
  map: null,
  signal,
});
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const wallMs = performance.now() - began;
const cpuMs = (userCPUTime + systemCPUTime) / 1000;
process.stdout.write(JSON.stringify({ lines, unread, wallMs, cpuMs, peak: maxRSS * 1024 }));
