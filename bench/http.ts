/** Load on one server by perf-harness and by autocannon itself, in turn. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RunningProcess } from '../harness/host/processes.ts';
import type { Unit } from '../harness/model/executor.ts';
import type { HttpScenario } from '../harness/model/scenario.ts';
import { medianInterval } from '../harness/stats/median-interval.ts';
import { median } from '../harness/stats/quantile.ts';
import type { AutocannonAnswer, AutocannonRequest } from './autocannon-child.ts';
import { type BenchRow, printBenchResult } from './bench-result.ts';
import { buildPackage, ROOT } from './built-package.ts';

const ROUNDS = 24;
const RUN_MS = 500;
const CONNECTIONS = 10;
const SHARE = 0.03;

/** What one load run of one tool found. */
type Found = AutocannonAnswer;

interface Subject {
  readonly name: string;
  readonly path: string;
}

const SUBJECTS: readonly Subject[] = [
  { name: 'a server that answers at once', path: '/' },
  { name: 'a server that answers after 5 ms', path: '/after-5-ms' },
];

buildPackage();
// The compiled package, as users run it.
const built = (path: string): string => pathToFileURL(join(ROOT, 'dist', path)).href;
const { createHost } = (await import(
  built('harness/host.js')
)) as typeof import('../harness/host.ts');
const { createHttpExecutor } = (await import(
  built('harness/executors/http/executor.js')
)) as typeof import('../harness/executors/http/executor.ts');

const folder = mkdtempSync(join(tmpdir(), 'bench-http-'));
const host = createHost();
const executor = createHttpExecutor(host);
// Started like the load process of perf-harness, since the scheduler shares out by session.
const server = startChild('http-server-child.ts');
const port = await server.next();

const rows: BenchRow[] = [];
for (const { name, path } of SUBJECTS) rows.push(...(await compare(name, urlOf(path))));
await host.processes.stopAll();
rmSync(folder, { recursive: true });
printBenchResult({
  title: 'HTTP load, beside autocannon',
  method: `${ROUNDS} rounds, in each a load run of ${RUN_MS / 1_000} s with ${CONNECTIONS} connections by each tool on the same server, the order swapped every round, after a warm-up of each; medians of the rounds, and the median of the rounds' ratios with its 95 % interval. autocannon is called from a program, its throughput is what it completed from its own start to its own finish, and its median is taken from the times that its \`response\` event carries, since its summary has whole milliseconds only.`,
  rows,
});

interface Child {
  readonly process: RunningProcess;
  /** The next thing that it says. */
  readonly next: () => Promise<unknown>;
}

function startChild(file: string): Child {
  const path = join(import.meta.dirname, file);
  const child = host.processes.start({ file: process.execPath, args: [path], channel: true });
  let settle: (message: unknown) => void = () => undefined;
  child.onMessage((message) => settle(message));
  return {
    process: child,
    next: () =>
      new Promise((resolve) => {
        settle = resolve;
      }),
  };
}

function urlOf(path: string): string {
  return `http://127.0.0.1:${port}${path}`;
}

async function compare(name: string, url: string): Promise<readonly BenchRow[]> {
  const unit = await executor.open({
    scenario: scenarioOf(url),
    trial: { index: 0, warmup: false, side: 'a', pair: 0, slot: 0, seed: 1 },
    folder,
    signal: AbortSignal.timeout(300_000),
  });
  // A new process for each server, as ours is: neither brings code that is optimised already.
  const peer = startChild('autocannon-child.ts');
  await peer.next();
  await loadOurs(unit);
  await loadPeer(peer, url);
  await loadPeer(peer, url);
  const pairs: { readonly ours: Found; readonly theirs: Found }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round % 2 === 0) {
      const ours = await loadOurs(unit);
      pairs.push({ ours, theirs: await loadPeer(peer, url) });
    } else {
      const theirs = await loadPeer(peer, url);
      pairs.push({ ours: await loadOurs(unit), theirs });
    }
  }
  await Promise.all([unit.close(), peer.process.stop(0)]);
  return [
    rowOf(`throughput of ${name}`, pairs, ({ throughput }) => throughput, '/s', 0),
    rowOf(`median response time of ${name}`, pairs, ({ p50 }) => p50, 'ms', 3),
  ];
}

function rowOf(
  name: string,
  pairs: readonly { readonly ours: Found; readonly theirs: Found }[],
  pick: (found: Found) => number,
  unit: string,
  digits: number,
): BenchRow {
  const ratios = pairs.map(({ ours, theirs }) => pick(ours) / pick(theirs));
  const ratio = median(ratios);
  const { low, high } = medianInterval(ratios, 0.95);
  const text = (values: readonly number[]): string => `${median(values).toFixed(digits)} ${unit}`;
  return {
    name,
    ours: text(pairs.map(({ ours }) => pick(ours))),
    peer: text(pairs.map(({ theirs }) => pick(theirs))),
    ratio,
    low,
    high,
    limit: 'within 3 %',
    holds: Math.abs(ratio - 1) <= SHARE,
  };
}

async function loadOurs(unit: Unit): Promise<Found> {
  const { measurements } = await unit.measure({ index: 0, durationMs: RUN_MS });
  return {
    throughput: measurements.throughput ?? Number.NaN,
    p50: measurements['latency.p50'] ?? Number.NaN,
  };
}

async function loadPeer(peer: Child, url: string): Promise<Found> {
  const request: AutocannonRequest = { url, connections: CONNECTIONS, duration: RUN_MS / 1_000 };
  const answer = peer.next();
  peer.process.send(request);
  return (await answer) as AutocannonAnswer;
}

function scenarioOf(url: string): HttpScenario {
  return {
    kind: 'http',
    name: url,
    server: null,
    request: { url, method: 'GET', headers: {}, body: null, expectStatus: [], timeoutMs: 10_000 },
    load: { type: 'closed', connections: CONNECTIONS },
    durationMs: RUN_MS,
    warmupMs: RUN_MS,
    source: null,
    group: null,
    params: {},
    tags: [],
    env: {},
    cwd: ROOT,
    nodeArgs: [],
    prepare: null,
    metrics: [],
    budgets: [],
    regression: {},
    margin: null,
    sampling: { minTrials: 3, maxTrials: 3, precision: 0, maxTimeMs: 0, warmupTrials: 1 },
    timeoutMs: 300_000,
    hooks: [],
  };
}
