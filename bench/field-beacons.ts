/**
 * Measures the beacons per second that a collector stores on one core, each written to disk before
 * it is answered, and its memory: `node bench/field-beacons.ts [rounds]`. `taskset` binds the
 * collector to the first core.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { median } from '../harness/stats/descriptive-statistics.ts';
import { medianInterval } from '../harness/stats/quantile-confidence-interval.ts';
import { NO_PEER, printBenchResult } from './bench-result.ts';

const CHILD = fileURLToPath(new URL('field-beacons-child.ts', import.meta.url));
const ROUNDS = Number(process.argv[2] ?? 7);
const SECONDS = 5;
const CONNECTIONS = 100;
const GOAL = 5_000;
const MOST_MB = 200;
const BODY = JSON.stringify({
  page: '/products/[id]',
  device: 'phone',
  metrics: ['LCP', 'CLS', 'INP'].map((name) => ({
    name,
    value: 0.25,
    id: `v6-1795760351401-${name}`,
  })),
});

interface Answered {
  readonly '2xx': number;
  readonly non2xx: number;
  /** Seconds. */
  readonly duration: number;
}

interface Round {
  readonly perSecond: number;
  /** Beacons per CPU second of the collector, startup included, so other work does not count. */
  readonly perCpuSecond: number;
  readonly peakMb: number;
  /** Beacons on disk minus acknowledged beacons; negative if acknowledged beacons were lost. */
  readonly unasked: number;
}

async function round(): Promise<Round> {
  const folder = mkdtempSync(join(tmpdir(), 'field-beacons-'));
  const child = spawn('taskset', ['-c', '0', process.execPath, CHILD, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const answered: unknown = await autocannon({
    url: `http://127.0.0.1:${port.toString().trim()}/`,
    method: 'POST',
    headers: { 'user-agent': 'Mozilla/5.0', 'content-type': 'text/plain' },
    body: BODY,
    connections: CONNECTIONS,
    duration: SECONDS,
    sampleInt: 1_000,
    setupClient: () => undefined,
  });
  const { '2xx': kept, non2xx, duration } = answered as Answered;
  if (non2xx > 0) throw new Error(`${non2xx} beacons were refused`);
  child.kill('SIGTERM');
  const [told] = (await once(child.stdout, 'data')) as [Buffer];
  const { maxRSS, cpuMs } = JSON.parse(told.toString()) as {
    readonly maxRSS: number;
    readonly cpuMs: number;
  };
  const lines = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8').split('\n').length - 1)
    .reduce((sum, count) => sum + count, 0);
  rmSync(folder, { recursive: true });
  return {
    perSecond: kept / duration,
    perCpuSecond: (kept / cpuMs) * 1_000,
    peakMb: maxRSS / 1_024,
    unasked: lines / 3 - kept,
  };
}

const rounds: Round[] = [];
for (let index = 0; index < ROUNDS; index += 1) rounds.push(await round());
const perSecond = rounds.map((round) => round.perSecond);
const perCpuSecond = rounds.map((round) => round.perCpuSecond);
const peaks = rounds.map(({ peakMb }) => peakMb);
const lost = rounds.filter(({ unasked }) => unasked < 0).length;
const whole = (value: number): string => Math.round(value).toLocaleString('en');

function told(values: readonly number[]): string {
  const { low, high } = medianInterval(values, 0.95);
  return `${whole(median(values))} (${whole(low)} to ${whole(high)})`;
}

printBenchResult({
  title: 'Field beacons, kept by one core',
  method: `${ROUNDS} rounds of ${SECONDS} s with ${CONNECTIONS} connections: three metrics a beacon, each on the disk (fdatasync) before its 204, the collector held to one core, the clients on the others. Median of the rounds with its interval.`,
  rows: [
    {
      name: 'beacons per second',
      ours: told(perSecond),
      ...NO_PEER,
      limit: `median at least ${whole(GOAL)}`,
      holds: median(perSecond) >= GOAL,
    },
    {
      name: 'beacons per second of CPU time',
      ours: told(perCpuSecond),
      ...NO_PEER,
      limit: `median at least ${whole(GOAL)}`,
      holds: median(perCpuSecond) >= GOAL,
    },
    {
      name: 'peak memory, highest of all rounds',
      ours: `${whole(Math.max(...peaks))} MB`,
      ...NO_PEER,
      limit: `at most ${MOST_MB} MB`,
      holds: Math.max(...peaks) <= MOST_MB,
    },
    {
      name: 'rounds with a beacon that was answered and is not on the disk',
      ours: `${lost}`,
      ...NO_PEER,
      limit: 'none',
      holds: lost === 0,
    },
  ],
});
