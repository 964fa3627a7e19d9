/** Measures profiler overhead of one saturated server: with each and without, alternating. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpScenario, ServerSettings } from '../harness/model/scenario/scenario.ts';
import { median } from '../harness/stats/descriptive-statistics.ts';
import type { AutocannonRequest } from './autocannon-child.ts';
import { type BenchRow, printBenchResult } from './bench-result.ts';
import { compiledModuleUrl, compileModules } from './built-package.ts';
import { measureUnit, summarizeRatios } from './measure-alternately.ts';
import { PLAIN_SCENARIO } from './plain-scenario.ts';
import type { Stretches } from './profiled-thread-child.ts';
import { startBenchChild } from './start-bench-child.ts';

const IS_QUICK = process.argv.includes('--quick');
const ROUNDS = IS_QUICK ? 4 : 32;
/** Interval in rounds at which peers are measured; they are only for comparison. */
const PEERS_EACH = 4;
const RUN_MS = 1_000;
const WARMUP_MS = 600;
const CONNECTIONS = 10;
/** Longer than all stretches together. */
const LOAD_LIMIT_S = 600;
/** Stretches with the profiler, and as many without, in one process. */
const STRETCHES = IS_QUICK ? 4 : 60;
const STRETCH_MS = 350;
/** Maximum share of throughput that the default profiler may cost. */
const MOST = 0.05;

compileModules();
// Compiled, as users run it.
const { createHost } = (await import(
  compiledModuleUrl('harness/host.js')
)) as typeof import('../harness/host.ts');
const { createHttpExecutor } = (await import(
  compiledModuleUrl('harness/executors/http/http-executor.js')
)) as typeof import('../harness/executors/http/http-executor.ts');
const { createCpuProfiler, SERVER_SAMPLING_INTERVAL_US } = (await import(
  compiledModuleUrl('profilers/v8/cpu-profiler.js')
)) as typeof import('../profilers/v8/cpu-profiler.ts');
const { CLINIC, findProfilerPackage, ZERO_X } = (await import(
  compiledModuleUrl('profilers/find-profiler-package.js')
)) as typeof import('../profilers/find-profiler-package.ts');

const host = createHost();
/** At the rate that `profile` takes for a server. */
const profiler = createCpuProfiler(host, { intervalUs: SERVER_SAMPLING_INTERVAL_US });
const executor = createHttpExecutor(host);
const folder = mkdtempSync(join(tmpdir(), 'bench-profiling-'));
const SERVER = [process.execPath, join(import.meta.dirname, 'json-server.mjs')] as const;

/** Returns settings that start the server with a profiler, given a folder for its output. */
type Start = (own: string) => Pick<ServerSettings, 'command' | 'env'>;

const plain: Start = () => ({ command: { type: 'argv', argv: SERVER }, env: {} });
const PROFILERS: Readonly<Record<'ours' | 'cpuProf' | 'zeroX' | 'flame', Start>> = {
  ours: (own) => ({ ...plain(own), env: profiler.attach(own, undefined).env }),
  cpuProf: (own) => ({ ...plain(own), env: { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${own}` } }),
  zeroX: (own) => started(programOf('0x'), ['--collect-only', '-D', join(own, '0x'), '--']),
  flame: (own) => started(programOf('clinic'), ['flame', '--collect-only', '--dest', own, '--']),
};

type Name = keyof typeof PROFILERS;
interface Found {
  /** Requests a second. */
  readonly throughput: number;
  /** CPU time of a request in all processes of the server, milliseconds. */
  readonly cpuTime: number;
}
/** Results of one round; peers are measured in some rounds only. */
type Round = Readonly<Partial<Record<Name | 'plain', Found>>>;

const inOne = await alternateInOne();
const rounds: Round[] = [];
for (let index = 0; index < ROUNDS; index += 1) rounds.push(await measureRound(index));
await host.processes.stopAll();
rmSync(folder, { recursive: true });
publish();

function programOf(name: '0x' | 'clinic'): string {
  const found = findProfilerPackage(host, name === '0x' ? ZERO_X : CLINIC, import.meta.dirname);
  if (found.type === 'not-found') throw new Error(found.message);
  const program = found.tool.programs[name];
  if (program === undefined) throw new Error(`${name} brings no program`);
  return program;
}

function started(program: string, args: readonly string[]): ReturnType<Start> {
  const argv = [process.execPath, program, ...args, ...SERVER] as const;
  return { command: { type: 'argv', argv: [...argv] }, env: { NO_INSIGHT: '1' } };
}

/** Measures each profiler once, in an order that rotates from round to round. */
async function measureRound(index: number): Promise<Round> {
  const peers = index % PEERS_EACH === 0;
  const all: readonly (readonly [Name | 'plain', Start])[] = [
    ['plain', plain],
    ['ours', PROFILERS.ours],
    ...(peers ? (['cpuProf', 'zeroX', 'flame'] as const) : []).map(
      (name) => [name, PROFILERS[name]] as const,
    ),
  ];
  const from = (peers ? index / PEERS_EACH : index) % all.length;
  const found: Partial<Record<Name | 'plain', Found>> = {};
  for (const [name, start] of [...all.slice(from), ...all.slice(0, from)]) {
    found[name] = await measure(start, `${index}-${name}`);
  }
  return found;
}

async function measure(start: Start, name: string): Promise<Found> {
  const own = join(folder, name);
  host.files.makeFolder(own);
  const { measurements } = await measureUnit(executor, scenarioOf(start(own), own), own);
  host.files.remove(own);
  const { throughput = Number.NaN, cpu_time: cpuTime = Number.NaN } = measurements;
  return { throughput, cpuTime };
}

function scenarioOf(start: ReturnType<Start>, own: string): HttpScenario {
  return {
    ...PLAIN_SCENARIO,
    kind: 'http',
    name: 'json server',
    server: {
      ...start,
      cwd: own,
      ready: { type: 'port' },
      readyTimeoutMs: 20_000,
      port: null,
      observe: false,
    },
    request: {
      url: '/items/3',
      method: 'GET',
      headers: {},
      body: null,
      expectStatus: [],
      timeoutMs: 10_000,
    },
    load: { type: 'closed', connections: CONNECTIONS },
    durationMs: RUN_MS,
    warmupMs: WARMUP_MS,
  };
}

/** Loads one server continuously, with its profiler alternately on and off. */
async function alternateInOne(): Promise<Readonly<Record<'on' | 'off', Stretches>>> {
  const { env } = profiler.attach(folder, undefined);
  const interval = env.PERF_HARNESS_CPU_INTERVAL_US ?? '';
  const server = startBenchChild(host, 'profiled-thread-child.ts', [
    String(STRETCHES),
    String(STRETCH_MS),
    interval,
  ]);
  const { port } = (await server.next()) as { readonly port: number };
  const load = startBenchChild(host, 'autocannon-child.ts');
  await load.next();
  load.process.send({
    url: `http://127.0.0.1:${port}/items/3`,
    connections: CONNECTIONS,
    duration: LOAD_LIMIT_S,
  } satisfies AutocannonRequest);
  const found = (await server.next()) as Record<'on' | 'off', Stretches>;
  await load.process.stop(0);
  await server.process.stop();
  return found;
}

function threadRow(): BenchRow {
  const { on, off } = inOne;
  const ratios = on.thread.map((value, index) => value / (off.thread[index] ?? Number.NaN));
  const summary = summarizeRatios(ratios);
  const text = (values: readonly number[]): string => `${(median(values) * 1_000).toFixed(1)} µs`;
  return {
    name: "time of the server's thread for a request, profiler on and off in one process",
    ours: text(on.thread),
    peer: text(off.thread),
    ...summary,
    limit: `at most ${MOST * 100} % more`,
    holds: summary.ratio <= 1 + MOST,
  };
}

function ratioOf(name: Name, metric: keyof Found) {
  const ratios = rounds.flatMap(({ plain: without, [name]: under }) =>
    without === undefined || under === undefined ? [] : [under[metric] / without[metric]],
  );
  return summarizeRatios(ratios);
}

function publish(): void {
  const rate = (name: Name | 'plain'): string =>
    `${median(rounds.flatMap((round) => round[name]?.throughput ?? [])).toFixed(0)} /s`;
  const summary = ratioOf('ours', 'throughput');
  const text = (name: Name, metric: keyof Found): string => {
    const estimate = ratioOf(name, metric);
    return `${estimate.ratio.toFixed(3)} (${estimate.low.toFixed(3)} to ${estimate.high.toFixed(3)})`;
  };
  const line = (title: string, name: Name): readonly string[] => [
    title,
    rate(name),
    text(name, 'throughput'),
    text(name, 'cpuTime'),
  ];
  printBenchResult({
    title: 'Cost of profiling',
    method: `${ROUNDS} rounds, in each a fresh server without a profiler and one with ours, and in every fourth one with each of the others, ${RUN_MS / 1_000} s under ${CONNECTIONS} connections that wait for their answers, after a warm-up of ${WARMUP_MS / 1_000} s, in an order that turns from round to round; medians of the rounds, and the median of the rounds' ratios with its 95 % interval. The server is fastify with JSON of 70 objects, alone with its clients and saturated. A server is saturated when its thread is: what the thread takes for a request is its throughput, and can be told much more exactly, in ${STRETCHES} stretches of ${STRETCH_MS / 1_000} s with the profiler and as many without, in turn in one process.`,
    rows: [
      {
        name: 'throughput of a server under the default profiler, beside none',
        ours: rate('ours'),
        peer: rate('plain'),
        ...summary,
        limit: `at least ${(1 - MOST) * 100} %`,
        holds: summary.ratio >= 1 - MOST,
      },
      threadRow(),
    ],
    tables: [
      {
        title: 'Profilers beside each other',
        note: "As shares of the server without one. 0x and clinic's flame by their own command lines, collecting only; `node --cpu-prof` writes nothing when a server is stopped by a signal, and is there for its cost.",
        head: ['', 'throughput', 'of that without', 'CPU time of a request, of that without'],
        body: [
          line('perf-harness, V8 each 4 ms', 'ours'),
          line('`node --cpu-prof`', 'cpuProf'),
          line('0x', 'zeroX'),
          line('clinic flame', 'flame'),
        ],
      },
    ],
  });
}
