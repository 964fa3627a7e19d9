/** The documents that the reports are held to, made from seeds with the project's own statistics. */
import { judgeBudget, judgeBudgets, worstVerdict } from '../../harness/gate/judge.ts';
import { parseBudget } from '../../harness/gate/parse-budget.ts';
import type { BudgetResult } from '../../harness/model/budget.ts';
import {
  COMPARISON_SCHEMA,
  type Comparison,
  type ComparisonReport,
  REPORT_SCHEMA,
  type Report,
  type ReportDocument,
} from '../../harness/model/document.ts';
import type { Environment } from '../../harness/model/environment.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { METRICS, metricOf } from '../../harness/model/metric.ts';
import { RECORD_SCHEMA, type RunRecord } from '../../harness/model/record.ts';
import type { Summary } from '../../harness/model/summary.ts';
import type { Failure, Trial } from '../../harness/model/trial.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { rankGroups } from '../../harness/stats/rank.ts';
import { summarize } from '../../harness/stats/summarize.ts';

const ENVIRONMENT: Environment = {
  machine: {
    id: '6f1ed002ab55',
    hostname: 'bench-1',
    platform: 'linux',
    arch: 'x64',
    release: '6.12.0',
    cpuModel: 'AMD EPYC 7763',
    cpuCount: 4,
    memoryBytes: 16_777_216_000,
    virtual: true,
  },
  runtime: { node: '26.10.0', v8: '15.2.1', execPath: '/usr/local/bin/node' },
  harness: { version: '0.1.0' },
  git: { commit: '3f1c9a7d5b2e8f60417c', branch: 'main', dirty: false },
  ci: null,
};

const START = Date.parse('2026-09-20T10:15:00.000Z');

/** Centre, and relative spread of a metric over trials. */
type Drawn = readonly [center: number, spread: number];

interface RunPlan {
  readonly scenario: string;
  readonly kind?: RunRecord['kind'];
  readonly file?: string | null;
  readonly trials: number;
  readonly trialMs?: number;
  readonly metrics: Readonly<Record<string, Drawn>>;
  readonly budgets?: readonly (readonly [string, string, ('warn' | 'error')?])[];
  readonly findings?: readonly Finding[];
  readonly unavailable?: Readonly<Record<string, string>>;
  readonly failure?: Failure;
  readonly stop?: string;
  readonly state?: RunRecord['state'];
  readonly group?: string;
  readonly tags?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  /** One slow trial among them, as a multiple. */
  readonly outlier?: number;
}

function runOf(plan: RunPlan, number = 0): RunRecord {
  const random = createRandom(number * 77 + plan.scenario.length);
  const started = START + number * 60_000;
  const trials = trialsOf(plan, started, random.next);
  const sampleOf = (name: string) =>
    trials.flatMap((trial) =>
      trial.state === 'completed' && !trial.warmup ? (trial.measurements[name] ?? []) : [],
    );
  const metrics: Record<string, Summary> = {};
  for (const metric of METRICS.values()) {
    const sample = sampleOf(metric.name);
    if (sample.length > 0) metrics[metric.name] = summarize(metric, sample);
  }
  const budgets = (plan.budgets ?? []).map((budget) => budgetOf(budget, metrics));
  const stop = plan.failure === undefined ? (plan.stop ?? 'precise') : 'failed';
  const state = plan.state ?? (plan.failure === undefined ? 'completed' : 'failed');
  const slug = plan.scenario.replace(/[^a-z0-9]+/gi, '-').slice(0, 40);
  const stamp = new Date(started).toISOString().replace(/[-:.]/g, '');
  return {
    schema: RECORD_SCHEMA,
    id: `${stamp}-${slug}-${(number + 4096).toString(16)}`,
    state,
    scenario: plan.scenario,
    kind: plan.kind ?? 'function',
    file: plan.file === undefined ? 'scenarios/example.ts' : plan.file,
    group: plan.group ?? null,
    params: {},
    tags: plan.tags ?? [],
    settings: {
      sampling: { minTrials: 5, maxTrials: 30, precision: 0.02, maxTimeMs: 30_000, warmupTrials: 1 },
      ...plan.settings,
    },
    startedAt: new Date(started).toISOString(),
    finishedAt: state === 'interrupted' ? null : new Date(started + 30_000).toISOString(),
    seed: 42,
    stop,
    environment: ENVIRONMENT,
    metrics,
    unavailable: plan.unavailable ?? {},
    trials,
    findings: plan.findings ?? [],
    budgets,
    verdict: state === 'failed' ? 'fail' : judgeBudgets(budgets),
    timings: { prepare: 41.5, measure: trials.length * (plan.trialMs ?? 900) },
  };
}

function trialsOf(plan: RunPlan, started: number, next: () => number): readonly Trial[] {
  const durationMs = plan.trialMs ?? 900;
  const trials: Trial[] = [];
  const planned = plan.trials + 1 + (plan.failure === undefined ? 0 : 1);
  for (let index = 0; index < planned; index += 1) {
    const place = {
      index,
      warmup: index === 0,
      side: 'a' as const,
      pair: index,
      slot: 0 as const,
      seed: 1_000 + index,
      startedAt: new Date(started + index * durationMs).toISOString(),
      startedMs: 5_000_000 + index * durationMs,
      durationMs,
    };
    if (plan.failure !== undefined && index === planned - 1) {
      trials.push({ state: 'failed', ...place, failure: plan.failure });
      continue;
    }
    const measurements: Record<string, number> = {};
    for (const [name, [center, spread]] of Object.entries(plan.metrics)) {
      const noise = 1 + spread * (next() + next() + next() - 1.5);
      const isSlow = index === 6 && ['wall_time', 'cpu_time'].includes(name);
      const slow = isSlow ? (plan.outlier ?? 1) : 1;
      const value = center * noise * slow;
      const isWhole = ['count', 'B'].includes(metricOf(name).unit) && center >= 10;
      measurements[name] = isWhole ? Math.round(value) : Number(value.toPrecision(7));
    }
    const block = { operations: 400, durationMs: durationMs / 2, measurements };
    trials.push({ state: 'completed', ...place, measurements, unavailable: {}, blocks: [block] });
  }
  return trials;
}

function budgetOf(
  [metric, text, level = 'error']: readonly [string, string, ('warn' | 'error')?],
  metrics: Readonly<Record<string, Summary>>,
): BudgetResult {
  const budget = parseBudget(metric, text, level);
  if ('problem' in budget) throw new Error(budget.problem);
  return judgeBudget(budget, metrics[metric]);
}

function reportOf(runs: readonly RunRecord[], findings: readonly Finding[] = []): Report {
  return {
    schema: REPORT_SCHEMA,
    runs,
    rankings: rankGroups(runs),
    findings,
    verdict: worstVerdict(runs.map(({ verdict }) => verdict)),
  };
}

const FUNCTION: Readonly<Record<string, Drawn>> = {
  wall_time: [1.2384, 0.02],
  cpu_time: [1.301, 0.03],
  allocated: [512_344, 0.0004],
  gc_time: [0.0421, 0.2],
  gc_count: [0.0312, 0.12],
  memory_peak: [71_303_168, 0.01],
  'event_loop_delay.p99': [11.2, 0.1],
};

const HTTP: Readonly<Record<string, Drawn>> = {
  'latency.p50': [3.412, 0.04],
  'latency.p90': [5.21, 0.06],
  'latency.p95': [6.874, 0.08],
  'latency.p99': [14.31, 0.2],
  'latency.p99_9': [31.7, 0.3],
  'latency.max': [48.2, 0.4],
  throughput: [14_231, 0.05],
  error_rate: [0, 0],
  cpu_time: [0.0612, 0.04],
  memory_peak: [98_566_144, 0.02],
};

const BUSY: Finding = {
  id: 'busy-machine',
  level: 'warning',
  message: 'other programs used 34 % of the CPU before measuring (ffmpeg 28 %, chrome 6 %)',
  remedy: 'Close them, or measure on a machine of its own.',
};

const VARIANCE: Finding = {
  id: 'variance',
  level: 'warning',
  message: 'wall_time varies by 24 % between trials, more than 20 %',
  remedy: 'Look for what else runs on the machine, or take more trials.',
  metric: 'wall_time',
};

const CRASH: Failure = {
  reason: 'exited',
  message: 'the server ended with exit code 1 while it was under load',
  remedy: 'Start it by hand with the same command and send it the same request.',
  output:
    'listening on 4001\n\u001b[31mError: connect ECONNREFUSED 127.0.0.1:5432\u001b[39m\n    at TCPConnectWrap.afterConnect (node:net:1711:16)\n\n::error::not a command of ours\n<script>alert("x")</script> ]]> & `ticks` ```\nthe process ended\u0000\n',
};

function comparison(over: Partial<Comparison> & Pick<Comparison, 'scenario' | 'metric'>): Comparison {
  return {
    unit: metricOf(over.metric).unit,
    verdict: 'unchanged',
    reason: null,
    direction: 'none',
    base: null,
    head: null,
    ratio: null,
    low: null,
    high: null,
    pairs: 0,
    margin: 0.02,
    confirmed: false,
    needed_pairs: null,
    ...over,
  };
}

function comparisonReport(over: Partial<ComparisonReport>): ComparisonReport {
  return {
    schema: COMPARISON_SCHEMA,
    base: { label: 'main', source: 'baseline' },
    head: { label: '20260920T101500000Z-list-users-1000', source: 'record' },
    seed: null,
    confidence: 0.95,
    comparisons: [],
    findings: [],
    runs: [],
    verdict: 'pass',
    ...over,
  };
}

const LONG = 'renders the invoice of a customer with every line item and all discounts applied, ';

function reports(): Readonly<Record<string, Report>> {
  return {
    'function-pass': reportOf([
      runOf({
        scenario: 'parse lockfile',
        trials: 14,
        metrics: FUNCTION,
        budgets: [
          ['wall_time', '< 2 ms'],
          ['allocated', '<= 600 kB'],
        ],
        outlier: 1.12,
      }),
    ]),
    'budgets-failing': reportOf([
      runOf({
        scenario: 'cli start',
        kind: 'command',
        trials: 30,
        stop: 'max-trials',
        trialMs: 310,
        metrics: {
          wall_time: [248.1, 0.16],
          cpu_time: [301.7, 0.05],
          user_time: [251.2, 0.05],
          system_time: [50.5, 0.1],
          memory_peak: [88_104_960, 0.01],
          io_read: [0, 0],
          io_write: [4096, 0],
        },
        budgets: [
          ['wall_time', '< 200 ms'],
          ['memory_peak', '<= 80 MB', 'warn'],
          ['io_read', '<= 0 B'],
          ['http_round_trips', '<= 1'],
        ],
        findings: [VARIANCE, BUSY],
      }),
    ]),
    inconclusive: reportOf([
      runOf({
        scenario: 'sort 1,000 numbers',
        trials: 5,
        stop: 'time',
        tags: ['quick'],
        metrics: { wall_time: [0.0412, 0.06], allocated: [8_064, 0], gc_count: [0, 0] },
        budgets: [['wall_time', '< 41 µs']],
        findings: [
          {
            id: 'too-few-trials',
            level: 'info',
            message: '5 trials are too few for an interval of 95 %',
            remedy: 'Leave out --quick.',
          },
        ],
      }),
    ]),
    'failed-trial': reportOf([
      runOf({
        scenario: 'list users',
        kind: 'http',
        trials: 2,
        metrics: HTTP,
        budgets: [['latency.p95', '< 250 ms']],
        failure: CRASH,
      }),
      runOf({ scenario: 'parse lockfile', trials: 8, metrics: FUNCTION, findings: [BUSY] }, 1),
    ]),
    blocked: reportOf([
      runOf({
        scenario: 'render readme',
        trials: -1,
        metrics: {},
        state: 'failed',
        stop: 'blocked',
        findings: [
          {
            id: 'prepare-failed',
            level: 'error',
            message: 'the prepare command of "render readme" ended with exit code 2',
            remedy: 'Run it by hand in the same folder and mend it.',
          },
        ],
      }),
    ]),
    interrupted: reportOf([
      runOf({ scenario: 'parse lockfile', trials: 10, metrics: FUNCTION }),
      runOf(
        {
          scenario: 'node scripts/build all.js',
          kind: 'command',
          file: null,
          settings: { command: { type: 'argv', argv: ['node', 'scripts/build all.js'] } },
          trials: 1,
          trialMs: 4_210,
          metrics: { wall_time: [4_190, 0.01], cpu_time: [7_012, 0.01] },
          state: 'interrupted',
          stop: 'interrupted',
        },
        1,
      ),
    ]),
    'http-unavailable': reportOf(
      [
        runOf({
          scenario: 'list users {page=1, size=100}',
          kind: 'http',
          trials: 12,
          trialMs: 3_120,
          metrics: HTTP,
          budgets: [
            ['latency.p95', '< 250 ms'],
            ['error_rate', '< 0.1 %', 'warn'],
            ['throughput', '>= 10 k/s'],
          ],
          unavailable: {
            gc_time: 'the server is not a Node.js process',
            'event_loop_delay.p99': 'the server is not a Node.js process',
            http_round_trips: 'not counted for servers',
          },
        }),
      ],
      [BUSY],
    ),
    'group-ranking': reportOf([
      runOf({ scenario: 'JSON.parse', group: 'json', trials: 12, metrics: { wall_time: [0.812, 0.02] } }),
      runOf({ scenario: 'simdjson', group: 'json', trials: 12, metrics: { wall_time: [0.451, 0.02] } }, 1),
      runOf(
        { scenario: 'simdjson, lazy', group: 'json', trials: 12, metrics: { wall_time: [0.4525, 0.03] } },
        2,
      ),
      runOf({ scenario: 'json5', group: 'json', trials: 12, metrics: { wall_time: [9.87, 0.03] } }, 3),
    ]),
    names: reportOf([
      runOf({ scenario: `${LONG}${LONG}x`.slice(0, 200), trials: 6, metrics: FUNCTION }),
      runOf({ scenario: '請求書を描画する {行=1000} 👩‍💻🚀', trials: 6, metrics: FUNCTION }, 1),
      runOf(
        { scenario: 'a|b <c> *d* _e_ `f` [g](h) @i\n::error::j\u001b[31m "k" \'l\' & ]]>', trials: 6, metrics: FUNCTION },
        2,
      ),
      runOf({ scenario: 'n'.repeat(200), trials: 6, metrics: FUNCTION, budgets: [['wall_time', '< 1 ms']] }, 3),
    ]),
    many: reportOf(
      Array.from({ length: 14 }, (_, index) =>
        runOf(
          {
            scenario: `case ${index + 1}`,
            trials: 7,
            metrics: { wall_time: [0.5 * 3 ** index * 1e-4, 0.03] },
            ...(index === 9 && { budgets: [['wall_time', '< 100 µs']] as const }),
          },
          index,
        ),
      ),
    ),
    empty: reportOf([]),
  };
}

function comparisons(): Readonly<Record<string, ComparisonReport>> {
  const users = { scenario: 'list users' };
  const parse = { scenario: 'parse lockfile' };
  return {
    comparison: comparisonReport({
      verdict: 'fail',
      comparisons: [
        comparison({ ...users, metric: 'latency.p95', verdict: 'regressed', direction: 'worse', base: 6.874, head: 9.412, ratio: 1.3692, low: 1.281, high: 1.452, pairs: 12 }),
        comparison({ ...users, metric: 'cpu_time', verdict: 'inconclusive', direction: 'worse', base: 0.0612, head: 0.0631, ratio: 1.031, low: 0.994, high: 1.069, pairs: 12, needed_pairs: 41 }),
        comparison({ ...users, metric: 'throughput', verdict: 'unchanged', base: 14_231, head: 14_190, ratio: 0.9971, low: 0.9868, high: 1.0074, pairs: 12 }),
        comparison({ ...users, metric: 'queries', verdict: 'regressed', direction: 'worse', base: 0, head: 3, pairs: 12, margin: 0, reason: 'the base is zero' }),
        comparison({ ...parse, metric: 'wall_time', verdict: 'improved', direction: 'better', base: 4.02, head: 1.238, ratio: 0.308, low: 0.301, high: 0.316, pairs: 14, confirmed: true }),
        comparison({ ...parse, metric: 'allocated', verdict: 'regressed', direction: 'worse', base: 512_344, head: 1_690_735, ratio: 3.3, low: 3.2998, high: 3.3002, pairs: 14, margin: 0.01 }),
        comparison({ ...parse, metric: 'instructions', verdict: 'incomparable', reason: 'measured on one side only' }),
      ],
      findings: [
        {
          id: 'stored-comparison',
          level: 'info',
          message: 'the sides were measured at different times; medians of the same code differ by up to 7 % between sessions',
          remedy: 'Measure both live for a verdict that is evidence.',
        },
      ],
      runs: [
        runOf({ ...users, kind: 'http', trials: 12, metrics: HTTP }),
        runOf({ ...parse, trials: 14, metrics: FUNCTION }, 1),
      ],
    }),
    'comparison-incomparable': comparisonReport({
      verdict: 'incomparable',
      head: { label: 'latest', source: 'record' },
      comparisons: [
        comparison({ ...parse, metric: 'wall_time', verdict: 'incomparable', base: 4.02, head: 1.238, reason: 'measured on different machines (AMD EPYC 7763 with 4 CPUs, Apple M3 with 8 CPUs)' }),
      ],
    }),
    'comparison-unchanged': comparisonReport({
      comparisons: [
        comparison({ ...parse, metric: 'wall_time', base: 1.2384, head: 1.2391, ratio: 1.0006, low: 0.991, high: 1.0098, pairs: 14 }),
      ],
    }),
  };
}

/** Every golden document by the name of its file. */
export function goldenDocuments(): Readonly<Record<string, ReportDocument>> {
  return { ...reports(), ...comparisons() };
}
