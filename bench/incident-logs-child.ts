/** Reads logs as an investigation does, and prints what it took: `node incident-logs-child.ts <file> …`. */
import '../harness/loader/register-self.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost } from '../harness/host.ts';
import { openKeptReadings } from '../plugins/investigate/store/kept-readings.ts';

const logs = process.argv.slice(2);
const { timeGrid } = await import('../plugins/investigate/observed/requests.ts');
const { readObserved } = await import('../plugins/investigate/read/read-observed.ts');
const START = Date.UTC(2026, 10, 24);
const host = createHost();
const state = mkdtempSync(join(tmpdir(), 'incident-readings-'));
const began = performance.now();
const before = process.cpuUsage();
const { signal } = new AbortController();
const { sources } = await readObserved(host, {
  logs,
  grid: timeGrid(START, START + 86_400_000),
  formats: [],
  map: null,
  signal,
  openReadings: openKeptReadings(host, state, 'bench').open,
});
const { user, system } = process.cpuUsage(before);
const { maxRSS } = process.resourceUsage();
const wallMs = performance.now() - began;
rmSync(state, { recursive: true });
const sum = (of: 'lines' | 'unread'): number =>
  sources.reduce((total, source) => total + source[of], 0);
process.stdout.write(
  JSON.stringify({
    lines: sum('lines'),
    unread: sum('unread'),
    wallMs,
    cpuMs: (user + system) / 1000,
    peak: maxRSS * 1024,
  }),
);
