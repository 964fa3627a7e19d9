/** Reads one log as an investigation does, and prints what it took: `node incident-logs-child.ts <file>`. */
import '../harness/loader/register-self.ts';
import { createHost } from '../harness/host.ts';

const [file = ''] = process.argv.slice(2);
const { createObserved } = await import('../plugins/investigate/observed/observed.ts');
const { timeGrid } = await import('../plugins/investigate/observed/requests.ts');
const { readLog } = await import('../plugins/investigate/read/read-log.ts');
const START = Date.UTC(2026, 10, 24);
const observed = createObserved(timeGrid(START, START + 86_400_000));
const began = performance.now();
const before = process.cpuUsage();
const { signal } = new AbortController();
const { lines, unread } = await readLog(createHost(), file, observed, {
  formats: [],
  map: null,
  signal,
});
const { user, system } = process.cpuUsage(before);
const { maxRSS } = process.resourceUsage();
const wallMs = performance.now() - began;
const cpuMs = (user + system) / 1000;
process.stdout.write(JSON.stringify({ lines, unread, wallMs, cpuMs, peak: maxRSS * 1024 }));
