import { combineRuns } from '../../harness/gate/combine-run-records-into-run-report.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import type { Report } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { GENERATOR_SATURATED } from '../../harness/model/load-generator-saturation.ts';
import type { ServerMeasurements } from '../../harness/model/server-measurements.ts';
import type { Failure } from '../../harness/model/trial.ts';
import {
  createBudget,
  createRunRecord,
  HTTP_METRICS,
  type SimulatedScenario,
} from './simulated-run-records.ts';

const BUSY: Finding = {
  id: 'busy-machine',
  level: 'warning',
  message: 'other programs used 34 % of the CPU before measuring (ffmpeg 28 %, chrome 6 %)',
  remedy: 'Close them, or measure on a machine of its own.',
};
const VARIANCE: Finding = {
  id: 'high-variance',
  level: 'warning',
  metric: 'wall_time',
  message: 'wall_time varies by 24 % between trials, more than 20 %',
  remedy: 'Look for what else runs on the machine, or take more trials.',
};
const STALL: Finding = {
  id: 'event-loop-stalled',
  level: 'warning',
  metric: 'latency.max',
  message:
    'The event loop of the server stood still for 1.00 s, from 1.42 s to 2.42 s of the load.',
  remedy: 'Find what computes with a CPU profile, and do it in smaller pieces.',
};
const SATURATED: Finding = {
  id: GENERATOR_SATURATED,
  level: 'error',
  message: 'The load generator was at its limit in 9 of 12 load runs, so that nothing is judged.',
  remedy: 'Use fewer than 10 connections, or a `rate` below what the server can do.',
};

/** Failure whose output has markup, escape sequences and commands: harmful if unescaped. */
const CRASH: Failure = {
  reason: 'exited',
  message: 'the server ended with exit code 1 while it was under load',
  remedy: 'Start it by hand with the same command and send it the same request.',
  output:
    'listening on 4001\n\u001b[31mError: connect ECONNREFUSED 127.0.0.1:5432\u001b[39m\n    at TCPConnectWrap.afterConnect (node:net:1711:16)\n\n::error::not a command of ours\n<script>alert("x")</script> ]]> & `ticks` ```\nthe process ended\u0000\n',
};

const PASSING: SimulatedScenario = {
  scenario: 'parse lockfile',
  units: 14,
  outlier: 1.12,
  budgets: [createBudget('wall_time', '< 2 ms'), createBudget('allocated', '<= 600 kB')],
};
const BROKEN: SimulatedScenario = {
  scenario: 'cli start',
  kind: 'command',
  units: 30,
  unitMs: 310,
  stop: 'max-trials',
  metrics: {
    wall_time: [248.1, 0.1],
    cpu_time: [301.7, 0.04],
    memory_peak: [88_104_960, 0.01],
    io_read: [0, 0],
    io_write: [4096, 0],
  },
  budgets: [
    createBudget('wall_time', '< 200 ms'),
    createBudget('memory_peak', '<= 80 MB', 'warn'),
    createBudget('io_read', '<= 0 B'),
    createBudget('http_round_trips', '<= 1'),
  ],
  findings: [VARIANCE, BUSY],
};
const FAILED: SimulatedScenario = {
  scenario: 'list users',
  kind: 'http',
  units: 2,
  metrics: HTTP_METRICS,
  failure: CRASH,
  budgets: [createBudget('latency.p95', '< 250 ms')],
  findings: [{ id: 'failed-trials', level: 'error', message: `trial 3 failed: ${CRASH.message}.` }],
};
const UNAVAILABLE: SimulatedScenario = {
  scenario: 'list orders {page=1}',
  kind: 'http',
  units: 12,
  unitMs: 3_120,
  metrics: HTTP_METRICS,
  budgets: [
    createBudget('latency.p95', '< 250 ms'),
    createBudget('error_rate', '< 0.1 %', 'warn'),
    createBudget('throughput', '>= 10 k/s'),
  ],
  unavailable: {
    gc_time: 'the server is not a Node.js process',
    'event_loop_delay.p99': 'the server is not a Node.js process',
    http_round_trips: 'not counted for servers',
  },
  findings: [STALL],
};
const INTERRUPTED: SimulatedScenario = {
  scenario: 'node scripts/build all.js',
  kind: 'command',
  file: null,
  units: 1,
  settings: { command: { type: 'argv', argv: ['node', 'scripts/build all.js'] } },
  unitMs: 4_210,
  metrics: { wall_time: [4_190, 0.01], cpu_time: [7_012, 0.01] },
  stop: 'interrupted',
};

/** Alternatives of a group, two of which cannot be told apart. */
const RANKED = (
  [
    ['JSON.parse', 0.812],
    ['simdjson', 0.451],
    ['simdjson, lazy', 0.4525],
  ] as const
).map(
  ([scenario, ms]): SimulatedScenario => ({
    scenario,
    group: 'json',
    units: 12,
    metrics: { wall_time: [ms, 0.02] },
  }),
);

const LONG = 'renders the invoice of a customer with every line item and all discounts applied, ';
const HOSTILE = 'a|b <c> *d* _e_ `f` [g](h) @i\n::error::j\u001b[31m "k" \'l\' & ]]>';

const reportOf = (...plans: readonly SimulatedScenario[]): Report =>
  combineRuns(plans.map(createRunRecord));

/** Returns run reports: one with all that a run may show, and one for each outcome. */
export function reportDocuments() {
  const served = withServerSide(createRunRecord(UNAVAILABLE, 2));
  const others = [BROKEN, ...RANKED].map((plan, index) => createRunRecord(plan, index + 3));
  return {
    'runs-mixed': combineRuns([
      createRunRecord(FAILED),
      createRunRecord(PASSING, 1),
      served,
      ...others,
    ]),
    'function-pass': reportOf(PASSING),
    'budgets-failing': reportOf(BROKEN),
    'http-unavailable': { ...reportOf(UNAVAILABLE), findings: [BUSY] },
    interrupted: reportOf({ scenario: 'parse lockfile', units: 10 }, INTERRUPTED),
    'group-ranking': reportOf(...RANKED),
    inconclusive: reportOf({
      scenario: 'sort 1,000 numbers',
      units: 5,
      stop: 'time',
      tags: ['quick'],
      metrics: { wall_time: [0.0412, 0.06], allocated: [8_064, 0], gc_count: [0, 0] },
      budgets: [createBudget('wall_time', '< 41 µs')],
    }),
    blocked: reportOf({
      scenario: 'render readme',
      units: -1,
      stop: 'blocked',
      findings: [{ id: 'prepare-failed', level: 'error', message: 'it exited with code 2' }],
    }),
    'load-void': reportOf({
      scenario: 'ping',
      kind: 'http',
      units: 12,
      metrics: HTTP_METRICS,
      findings: [SATURATED],
      budgets: [createBudget('latency.p95', '< 250 ms')],
    }),
    names: reportOf(
      ...[`${LONG}${LONG}x`, '請求書を描画する {行=1000} 👩‍💻🚀', HOSTILE, 'n'.repeat(200)].map(
        (scenario) => ({ scenario, budgets: [createBudget('wall_time', '< 1 ms')] }),
      ),
    ),
    many: reportOf(
      ...Array.from(
        { length: 14 },
        (_, index): SimulatedScenario => ({
          scenario: `case ${index + 1}`,
          metrics: { wall_time: [0.5e-4 * 3 ** index, 0.02] },
          budgets: index === 9 ? [createBudget('wall_time', '< 100 µs')] : [],
        }),
      ),
    ),
    empty: reportOf(),
  } satisfies Readonly<Record<string, Report>>;
}

/** Adds the server side to the last trial, with a stall in the fourth and fifth of ten slices. */
function withServerSide(run: RunRecord): RunRecord {
  const trials = run.trials.map((trial, index) =>
    trial.state === 'completed' && index === run.trials.length - 1
      ? { ...trial, blocks: trial.blocks.map((block) => ({ ...block, serverSide: SERVER_SIDE })) }
      : trial,
  );
  return { ...run, trials };
}

const slices = <T>(usual: T, stalled: T): readonly T[] =>
  Array.from({ length: 10 }, (_, index) => (index === 3 || index === 4 ? stalled : usual));

const SERVER_SIDE: ServerMeasurements = {
  answers: 9_900,
  answersMs: 42_000,
  durationMs: 4_000,
  loop: { utilization: 0.74, activeMs: 2_960, gcMs: 48 },
  cpu: { usedMs: 2_940, waitedMs: 31, cores: 4 },
  memory: { startBytes: 91e6, peakBytes: 99e6, endBytes: 98.8e6 },
  stalls: [
    {
      atMs: 1_420,
      lengthMs: 1_002,
      cpuMs: 985,
      gcMs: 4,
      waitedMs: 6,
      answers: 10,
      answersMs: 10_080,
    },
  ],
  pools: [
    {
      library: 'pg',
      size: 10,
      mostInUse: 6,
      mostWaiting: 2,
      queued: 0,
      waits: { count: 9_900, sumMs: 900, p50Ms: 0.05, p95Ms: 0.31, maxMs: 9.1 },
    },
  ],
  queries: { count: 9_900, sumMs: 9_400, p50Ms: 0.81, p95Ms: 1.9, maxMs: 1_003 },
  outgoing: { count: 0, sumMs: 0, p50Ms: 0, p95Ms: 0, maxMs: 0 },
  timeline: {
    sliceMs: 400,
    answers: slices(1_320, 0),
    delay: slices(2, 1_002),
    p95: slices<number | null>(4.2, null),
    max: slices<number | null>(1_012, null),
    utilization: slices(0.66, 1),
    cpu: slices(0.7, 0.99),
    gc: slices(0.03, 0),
    memory: slices(91e6, 96e6),
    handles: slices(34, 36),
    waiting: slices(0, 2),
    inUse: slices(2, 6),
  },
};
