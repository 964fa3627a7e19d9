import { worstVerdict } from '../../harness/gate/judge.ts';
import { REPORT_SCHEMA, type Report } from '../../harness/model/documents/document.ts';
import type { RunRecord } from '../../harness/model/documents/record.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Failure } from '../../harness/model/trial.ts';
import { rankGroups } from '../../harness/stats/rank.ts';
import { FUNCTION, HTTP } from './drawn-metrics.ts';
import { runOf } from './run-of.ts';

function reportOf(runs: readonly RunRecord[], findings: readonly Finding[] = []): Report {
  return {
    schema: REPORT_SCHEMA,
    runs,
    rankings: rankGroups(runs),
    findings,
    verdict: worstVerdict(runs.map(({ verdict }) => verdict)),
  };
}

const BUSY: Finding = {
  id: 'busy-machine',
  level: 'warning',
  message: 'other programs used 34 % of the CPU before measuring (ffmpeg 28 %, chrome 6 %)',
  remedy: 'Close them, or measure on a machine of its own.',
};

const VARIANCE: Finding = {
  id: 'high-variance',
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

const LONG = 'renders the invoice of a customer with every line item and all discounts applied, ';

/** Reports of runs, one for each way that a run may end. */
export function reportDocuments(): Readonly<Record<string, Report>> {
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
        findings: [
          {
            id: 'failed-trials',
            level: 'error',
            message: `trial 3 failed: ${CRASH.message}.`,
          },
        ],
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
      runOf({
        scenario: 'JSON.parse',
        group: 'json',
        trials: 12,
        metrics: { wall_time: [0.812, 0.02] },
      }),
      runOf(
        { scenario: 'simdjson', group: 'json', trials: 12, metrics: { wall_time: [0.451, 0.02] } },
        1,
      ),
      runOf(
        {
          scenario: 'simdjson, lazy',
          group: 'json',
          trials: 12,
          metrics: { wall_time: [0.4525, 0.03] },
        },
        2,
      ),
      runOf(
        { scenario: 'json5', group: 'json', trials: 12, metrics: { wall_time: [9.87, 0.03] } },
        3,
      ),
    ]),
    names: reportOf([
      runOf({ scenario: `${LONG}${LONG}x`.slice(0, 200), trials: 6, metrics: FUNCTION }),
      runOf({ scenario: '請求書を描画する {行=1000} 👩‍💻🚀', trials: 6, metrics: FUNCTION }, 1),
      runOf(
        {
          scenario: 'a|b <c> *d* _e_ `f` [g](h) @i\n::error::j\u001b[31m "k" \'l\' & ]]>',
          trials: 6,
          metrics: FUNCTION,
        },
        2,
      ),
      runOf(
        {
          scenario: 'n'.repeat(200),
          trials: 6,
          metrics: FUNCTION,
          budgets: [['wall_time', '< 1 ms']],
        },
        3,
      ),
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
