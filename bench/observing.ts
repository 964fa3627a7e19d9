/** Measures overhead of observing a server from inside: same server with and without, in turn. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpScenario, LoadModel } from '../harness/model/scenario/scenario.ts';
import { median } from '../harness/stats/descriptive-statistics.ts';
import { medianInterval } from '../harness/stats/quantile-confidence-interval.ts';
import { type BenchRow, NO_PEER, printBenchResult } from './bench-result.ts';
import { compiledModuleUrl, compileModules } from './built-package.ts';
import {
  measureAlternately,
  measureUnit,
  type RoundPair,
  summarizeRatios,
} from './measure-alternately.ts';
import { PLAIN_SCENARIO } from './plain-scenario.ts';

const IS_QUICK = process.argv.includes('--quick');
const ROUNDS = IS_QUICK ? 8 : 30;
const RUN_MS = 1_000;
const WARMUP_MS = 500;
/** Maximum relative increase of CPU time per request; more would show in comparisons. */
const MOST = 0.05;
/** Maximum share of a core for observing the event loop, whatever the server does. */
const MOST_OF_CORE = 0.01;
const RATE = 200;

interface Subject {
  readonly name: string;
  readonly load: LoadModel;
  readonly metrics: readonly ('cpu_time' | 'throughput' | 'core')[];
}

const SUBJECTS: readonly Subject[] = [
  {
    name: 'an empty handler under a closed load',
    load: { type: 'closed', connections: 10 },
    metrics: ['cpu_time', 'throughput'],
  },
  {
    name: `an empty handler, ${RATE} requests a second`,
    load: { type: 'open', rate: RATE, maxConnections: 100 },
    metrics: ['core'],
  },
];

compileModules();
const { createHost } = (await import(
  compiledModuleUrl('harness/host.js')
)) as typeof import('../harness/host.ts');
const { createHttpExecutor } = (await import(
  compiledModuleUrl('harness/executors/http/http-executor.js')
)) as typeof import('../harness/executors/http/http-executor.ts');

const host = createHost();
const executor = createHttpExecutor(host);
const folder = mkdtempSync(join(tmpdir(), 'bench-observing-'));
const rows: BenchRow[] = [];
for (const subject of SUBJECTS) rows.push(...(await compare(subject)));
await host.processes.stopAll();
rmSync(folder, { recursive: true });
printBenchResult({
  title: 'Cost of watching a server',
  method: `${ROUNDS} rounds, in each a fresh server with an empty handler of node:http that is watched from inside and one with \`observe: false\`, ${RUN_MS / 1_000} s of load each after a warm-up of ${WARMUP_MS / 1_000} s, the order swapped every round; medians of the rounds, and the median of the rounds' ratios with its 95 % interval. CPU time is the server's own for a request, as the kernel counts it of both; an empty handler is the least that a request can take, so that the share is the largest. Where requests are few, the looks at the event loop, a hundred a second, are what there is to see; they are given as a share of a core.`,
  rows,
});

type Found = Readonly<Record<'cpu_time' | 'throughput', number>>;

async function compare({ name, load, metrics }: Subject): Promise<readonly BenchRow[]> {
  const pairs = await measureAlternately(
    ROUNDS,
    () => measure(load, true),
    () => measure(load, false),
  );
  return metrics.map((metric) => {
    if (metric === 'core') return coreRow(name, pairs);
    const summary = summarizeRatios(pairs.map(({ ours, theirs }) => ours[metric] / theirs[metric]));
    const text = (values: readonly number[]): string =>
      metric === 'cpu_time'
        ? `${(median(values) * 1_000).toFixed(1)} µs`
        : `${median(values).toFixed(0)} /s`;
    return {
      name: `${metric === 'cpu_time' ? 'CPU time of a request to' : 'throughput of'} ${name}`,
      ours: text(pairs.map(({ ours }) => ours[metric])),
      peer: text(pairs.map(({ theirs }) => theirs[metric])),
      ...summary,
      limit: `within ${MOST * 100} %`,
      holds: Math.abs(summary.ratio - 1) <= MOST,
    };
  });
}

/**
 * Reports the extra CPU time of a request multiplied by the request rate, since the observer
 * samples at the same rate however few requests there are.
 */
function coreRow(name: string, pairs: readonly RoundPair<Found>[]): BenchRow {
  const shares = pairs.map(
    ({ ours, theirs }) => ((ours.cpu_time - theirs.cpu_time) * RATE) / 1_000,
  );
  const share = median(shares);
  const { low, high } = medianInterval(shares, 0.95);
  const percent = (value: number): string => (value * 100).toFixed(2);
  return {
    name: `share of a core that it takes beside ${name}`,
    ours: `${percent(share)} % (${percent(low)} … ${percent(high)} %)`,
    ...NO_PEER,
    limit: `at most ${MOST_OF_CORE * 100} %`,
    holds: share <= MOST_OF_CORE,
  };
}

async function measure(load: LoadModel, isWatched: boolean): Promise<Found> {
  const { measurements } = await measureUnit(executor, scenarioOf(load, isWatched), folder);
  const { cpu_time: cpuTime = Number.NaN, throughput = Number.NaN } = measurements;
  return { cpu_time: cpuTime, throughput };
}

function scenarioOf(load: LoadModel, isWatched: boolean): HttpScenario {
  const program = join(import.meta.dirname, 'empty-server.mjs');
  return {
    ...PLAIN_SCENARIO,
    kind: 'http',
    name: 'empty handler',
    server: {
      command: { type: 'argv', argv: [process.execPath, program] },
      env: {},
      cwd: import.meta.dirname,
      ready: { type: 'port' },
      readyTimeoutMs: 10_000,
      port: null,
      ...(isWatched ? {} : { observe: false }),
    },
    request: {
      url: '/',
      method: 'GET',
      headers: {},
      body: null,
      expectStatus: [],
      timeoutMs: 5_000,
    },
    load,
    durationMs: RUN_MS,
    warmupMs: WARMUP_MS,
  };
}
