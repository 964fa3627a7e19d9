/** Loads one server with perf-harness and with autocannon alternately. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpScenario } from '../harness/model/scenario/scenario.ts';
import { median } from '../harness/stats/descriptive-statistics.ts';
import type { AutocannonAnswer, AutocannonRequest } from './autocannon-child.ts';
import { type BenchRow, printBenchResult } from './bench-result.ts';
import { compiledModuleUrl, compileModules } from './built-package.ts';
import {
  measureAlternately,
  measureUnit,
  type RoundPair,
  summarizeRatios,
} from './measure-alternately.ts';
import { PLAIN_SCENARIO } from './plain-scenario.ts';
import { startBenchChild } from './start-bench-child.ts';

const ROUNDS = 14;
const RUN_MS = 500;
const WARMUP_MS = 300;
const CONNECTIONS = 10;
const SHARE = 0.03;

/** Result of one load run of one tool. */
type Found = AutocannonAnswer;

interface Subject {
  readonly name: string;
  readonly path: string;
  readonly metrics: readonly (keyof Found)[];
}

const SUBJECTS: readonly Subject[] = [
  // Its median latency is the length of the queue that ten connections make, which depends on the
  // two cores and the pace of the generator rather than on the server.
  { name: 'a server that answers at once', path: '/', metrics: ['throughput'] },
  {
    name: 'a server that answers after 5 ms',
    path: '/after-5-ms',
    metrics: ['throughput', 'p50'],
  },
];

compileModules();
// Compiled, as users run it.
const { createHost } = (await import(
  compiledModuleUrl('harness/host.js')
)) as typeof import('../harness/host.ts');
const { createHttpExecutor } = (await import(
  compiledModuleUrl('harness/executors/http/http-executor.js')
)) as typeof import('../harness/executors/http/http-executor.ts');

const folder = mkdtempSync(join(tmpdir(), 'bench-http-'));
const host = createHost();
const executor = createHttpExecutor(host);
// Started like the load process of perf-harness, since the scheduler shares out by session.
const server = startBenchChild(host, 'http-server-child.ts');
const port = await server.next();

const rows: BenchRow[] = [];
for (const subject of SUBJECTS) rows.push(...(await compare(subject)));
await host.processes.stopAll();
rmSync(folder, { recursive: true });
printBenchResult({
  title: 'HTTP load, beside autocannon',
  method: `${ROUNDS} rounds, in each a load run of ${RUN_MS / 1_000} s with ${CONNECTIONS} connections by each tool on the same server, from a fresh process and after a warm-up of ${WARMUP_MS / 1_000} s, the order swapped every round; medians of the rounds, and the median of the rounds' ratios with its 95 % interval. autocannon is called from a program, its throughput is what it completed from its own start to its own finish, and its median is taken from the times that its \`response\` event carries, since its summary has whole milliseconds only. The median of the server that answers at once is left out: with all connections waiting it is the length of a queue.`,
  rows,
});

async function compare({ name, path, metrics }: Subject): Promise<readonly BenchRow[]> {
  const url = `http://127.0.0.1:${port}${path}`;
  const pairs = await measureAlternately(
    ROUNDS,
    () => loadOurs(url),
    () => loadPeer(url),
  );
  return metrics.map((metric) => rowOf(name, metric, pairs));
}

function rowOf(name: string, metric: keyof Found, pairs: readonly RoundPair<Found>[]): BenchRow {
  const ratios = pairs.map(({ ours, theirs }) => ours[metric] / theirs[metric]);
  const summary = summarizeRatios(ratios);
  const text = (values: readonly number[]): string =>
    metric === 'p50' ? `${median(values).toFixed(3)} ms` : `${median(values).toFixed(0)} /s`;
  return {
    name: `${metric === 'p50' ? 'median response time' : 'throughput'} of ${name}`,
    ours: text(pairs.map(({ ours }) => ours[metric])),
    peer: text(pairs.map(({ theirs }) => theirs[metric])),
    ...summary,
    limit: 'within 3 %',
    holds: Math.abs(summary.ratio - 1) <= SHARE,
  };
}

async function loadOurs(url: string): Promise<Found> {
  const { measurements } = await measureUnit(executor, scenarioOf(url), folder);
  return {
    throughput: measurements.throughput ?? Number.NaN,
    p50: measurements['latency.p50'] ?? Number.NaN,
  };
}

async function loadPeer(url: string): Promise<Found> {
  const peer = startBenchChild(host, 'autocannon-child.ts');
  await peer.next();
  const load = async (durationMs: number): Promise<Found> => {
    const request: AutocannonRequest = {
      url,
      connections: CONNECTIONS,
      duration: durationMs / 1_000,
    };
    const answer = peer.next();
    peer.process.send(request);
    return (await answer) as AutocannonAnswer;
  };
  await load(WARMUP_MS);
  const found = await load(RUN_MS);
  await peer.process.stop(0);
  return found;
}

function scenarioOf(url: string): HttpScenario {
  return {
    ...PLAIN_SCENARIO,
    kind: 'http',
    name: url,
    server: null,
    request: { url, method: 'GET', headers: {}, body: null, expectStatus: [], timeoutMs: 10_000 },
    load: { type: 'closed', connections: CONNECTIONS },
    durationMs: RUN_MS,
    warmupMs: WARMUP_MS,
  };
}
