/**
 * k6 through perf-harness beside k6 alone, in turn; and reading back what it writes.
 *
 *   npm run bench -- k6
 */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findK6, type K6 } from '../harness/executors/k6/find-k6.ts';
import { createK6Executor } from '../harness/executors/k6/k6-executor.ts';
import { createHost } from '../harness/host.ts';
import type { K6Scenario } from '../harness/model/scenario/scenario.ts';
import { median } from '../harness/stats/descriptive-statistics.ts';
import { type BenchRow, NO_PEER, printBenchResult } from './bench-result.ts';
import type { ReadAnswer } from './k6-read-child.ts';
import { measureAlternately, measureUnit, summarizeRatios } from './measure-alternately.ts';
import { PLAIN_SCENARIO } from './plain-scenario.ts';
import { startBenchChild } from './start-bench-child.ts';

const ROUNDS = 12;
const POINTS = 5_000_000;
const LEAST_A_SECOND = 300_000;
const MOST_BYTES = 300e6;

const host = createHost();
const folder = mkdtempSync(join(tmpdir(), 'bench-k6-'));
const script = join(folder, 'load.js');
// Four users each wait 5 ms for an answer, so the number of requests shows the overhead of k6.
writeFileSync(
  script,
  `import http from 'k6/http';
export const options = { vus: 4, duration: '3s' };
export default function () { http.get(__ENV.BASE_URL + '/after-5-ms'); }
export function handleSummary(data) {
  return __ENV.SUMMARY === undefined ? {} : { [__ENV.SUMMARY]: JSON.stringify(data.metrics) };
}
`,
);

interface Found {
  readonly requests: number;
  readonly p95: number;
}

const found = await findK6(host, host.env.PERF_HARNESS_K6_PATH ?? null);
if (found.type === 'not-found') throw new Error(found.finding.message);
const { tool: k6 } = found;
const executor = createK6Executor(host);
const server = startBenchChild(host, 'http-server-child.ts');
const port = await server.next();
const origin = `http://127.0.0.1:${port}`;

const pairs = await measureAlternately(ROUNDS, throughHarness, () => alone(k6));
await server.process.stop(0);
const rows = [rowOf('requests', 0.02), rowOf('p95', 0.03), ...readingRows()];
await host.processes.stopAll();
rmSync(folder, { recursive: true });
printBenchResult({
  title: 'k6, beside k6 alone',
  method: `${ROUNDS} rounds, in each a run of 3 s with four virtual users by k6 ${k6.version} through perf-harness and by the same k6 alone, on the same server that answers after 5 ms, the order swapped every round; medians of the rounds, and the median of the rounds' ratios with its 95 % interval. Reading back: ${POINTS.toLocaleString('en-US')} points as k6 writes them, in a process of its own, with the largest memory that it had.`,
  rows,
});

async function throughHarness(): Promise<Found> {
  const scenario: K6Scenario = {
    ...PLAIN_SCENARIO,
    kind: 'k6',
    name: 'load',
    cwd: folder,
    env: { BASE_URL: origin },
    server: null,
    script,
    load: {},
    hosts: [],
    allowRemote: [],
    k6Path: k6.path,
  };
  const unitFolder = mkdtempSync(join(folder, 'unit-'));
  const { operations, measurements } = await measureUnit(executor, scenario, unitFolder);
  rmSync(unitFolder, { recursive: true });
  return { requests: operations, p95: measurements['latency.p95'] ?? Number.NaN };
}

function alone({ path }: K6): Found {
  const summary = join(folder, 'summary.json');
  const { status, stderr } = spawnSync(path, ['run', '--quiet', script], {
    encoding: 'utf8',
    env: { ...process.env, BASE_URL: origin, SUMMARY: summary, K6_NO_USAGE_REPORT: 'true' },
  });
  if (status !== 0) throw new Error(stderr);
  const metrics = JSON.parse(readFileSync(summary, 'utf8'));
  return {
    requests: metrics.http_reqs.values.count,
    p95: metrics.http_req_duration.values['p(95)'],
  };
}

function rowOf(name: keyof Found, share: number): BenchRow {
  const ratios = pairs.map(({ ours, theirs }) => ours[name] / theirs[name]);
  const summary = summarizeRatios(ratios);
  const text = (values: readonly number[]): string =>
    name === 'p95' ? `${median(values).toFixed(3)} ms` : median(values).toFixed(0);
  return {
    name: name === 'p95' ? '95th percentile of the response time' : 'requests of a run',
    ours: text(pairs.map(({ ours }) => ours[name])),
    peer: text(pairs.map(({ theirs }) => theirs[name])),
    ...summary,
    limit: `within ${share * 100} %`,
    holds: Math.abs(summary.ratio - 1) <= share,
  };
}

function readingRows(): readonly BenchRow[] {
  const path = join(folder, 'points.json');
  writePoints(path);
  const child = join(import.meta.dirname, 'k6-read-child.ts');
  const { stdout, stderr, status } = spawnSync(process.execPath, [child, path], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const { points, seconds, peakBytes } = JSON.parse(stdout) as ReadAnswer;
  if (points !== POINTS) throw new Error(`${points} points were read`);
  const aSecond = points / seconds;
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  return [
    {
      name: `reading ${POINTS / 1e6} million points (${megabytes(statSync(path).size)})`,
      ours: `${Math.round(aSecond / 1_000)} k/s, ${seconds.toFixed(1)} s`,
      ...NO_PEER,
      limit: `at least ${LEAST_A_SECOND / 1_000} k/s`,
      holds: aSecond >= LEAST_A_SECOND,
    },
    {
      name: 'memory of the process that reads them',
      ours: megabytes(peakBytes),
      ...NO_PEER,
      limit: `under ${megabytes(MOST_BYTES)}`,
      holds: peakBytes < MOST_BYTES,
    },
  ];
}

/** Writes k6's points of one request many times, each copy with another time and value. */
function writePoints(path: string): void {
  const sample = join(folder, 'sample.json');
  const { status, stderr } = spawnSync(
    k6.path,
    [
      'run',
      '--quiet',
      '--vus',
      '1',
      '--iterations',
      '1',
      '--out',
      `json=${sample}`,
      sampleScript(),
    ],
    { encoding: 'utf8', env: { ...process.env, K6_NO_USAGE_REPORT: 'true' } },
  );
  if (status !== 0) throw new Error(stderr);
  const lines = readFileSync(sample, 'utf8').trim().split('\n');
  const points = lines.filter((line) => line.includes('"type":"Point"'));
  const file = openSync(path, 'w');
  for (const line of lines.filter((line) => line.includes('"type":"Metric"'))) {
    writeSync(file, `${line}\n`);
  }
  const startMs = Date.parse('2026-01-02T03:04:05Z');
  let block = '';
  for (let written = 0; written < POINTS; written += 1) {
    const request = Math.floor(written / points.length);
    const line = points[written % points.length] ?? '';
    const time = new Date(startMs + request).toISOString().replace('Z', '123456Z');
    const value = (written * 7_919) % 100_003;
    block += `${line.replace(/"time":"[^"]*","value":[^,]*/, `"time":"${time}","value":${value / 1e3}`)}\n`;
    if (block.length > 2 ** 20) {
      writeSync(file, block);
      block = '';
    }
  }
  writeSync(file, block);
  closeSync(file);
}

/** Creates a script whose request fails at once, since a failed request has all its points too. */
function sampleScript(): string {
  const path = join(folder, 'sample.js');
  writeFileSync(
    path,
    `import http from 'k6/http';
import { check } from 'k6';
export default function () { check(http.get('http://127.0.0.1:1/'), { 'is up': ({ status }) => status === 200 }); }
`,
  );
  return path;
}
