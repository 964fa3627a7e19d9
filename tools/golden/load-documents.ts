import { REPORT_SCHEMA, type Report } from '../../harness/model/documents/document.ts';
import type { RunRecord } from '../../harness/model/documents/record.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { ServerSide, Timeline } from '../../harness/model/server-side.ts';
import { GENERATOR_SATURATED } from '../../harness/model/void-run.ts';
import { HTTP } from './drawn-metrics.ts';
import { runOf } from './run-of.ts';

const SLICES = 40;
const SLICE_MS = 100;
/** Slices during which the server of the first document stands still. */
const STALLED = { from: 14, to: 23 };

const STALL: Finding = {
  id: 'event-loop-stalled',
  level: 'warning',
  metric: 'latency.max',
  message:
    'The event loop of the server stood still for 1.00 s, from 1.42 s to 2.42 s of the load: it was computing (985 ms of CPU time meanwhile). 10 answers waited for half of that or longer, which is 24 % of all response time.',
  remedy:
    'Find what computes with a CPU profile (node --cpu-prof), and do it in smaller pieces, in a worker thread, or before it is asked for.',
};

const SATURATED: Finding = {
  id: GENERATOR_SATURATED,
  level: 'error',
  message:
    'The load generator was at its limit in 9 of 12 load runs, so that response times and throughput are its own, and nothing is judged by them: it was busy 97 % of the time (95 % of a core), the server 41 %.',
  remedy:
    "Use fewer than 10 connections, or a `rate` below what the server can do; the server's own cpu_time per request stays meaningful.",
};

/** Reports of loads that tell of their server, and of one that is void. */
export function loadDocuments(): Readonly<Record<string, Report>> {
  const budgets = [['latency.p95', '< 250 ms']] as const;
  const plan = { kind: 'http', metrics: HTTP, budgets, trialMs: 4_500 } as const;
  const stalled = runOf({ ...plan, scenario: 'list orders', trials: 6, findings: [STALL] });
  const saturated = runOf({ ...plan, scenario: 'ping', trials: 12, findings: [SATURATED] });
  return {
    'load-stalled': reportOf(withServerSide(stalled)),
    'load-void': reportOf({
      ...saturated,
      state: 'failed',
      verdict: 'inconclusive',
      budgets: saturated.budgets.map((result) => ({
        ...result,
        verdict: 'inconclusive',
        reason: SATURATED.message,
      })),
    }),
  };
}

function reportOf(run: RunRecord): Report {
  return {
    schema: REPORT_SCHEMA,
    runs: [run],
    rankings: [],
    findings: [],
    verdict: run.verdict,
  };
}

function withServerSide(run: RunRecord): RunRecord {
  // One of them is enough to be shown, and documents are read by people.
  const trials = run.trials.map((trial, index) =>
    trial.state === 'completed' && index === run.trials.length - 1
      ? { ...trial, blocks: trial.blocks.map((block) => ({ ...block, serverSide: SERVER_SIDE })) }
      : trial,
  );
  return { ...run, trials };
}

/** A number for each slice, and another while the server stands still. */
function row<Value>(usual: (index: number) => Value, stalled: Value): readonly Value[] {
  return Array.from({ length: SLICES }, (_, index) =>
    index >= STALLED.from && index <= STALLED.to ? stalled : usual(index),
  );
}

const wave = (low: number, high: number) => (index: number) =>
  Math.round((low + ((high - low) * (1 + Math.sin(index))) / 2) * 100) / 100;

const TIMELINE: Timeline = {
  sliceMs: SLICE_MS,
  answers: row((index) => Math.round(wave(300, 360)(index)), 0),
  p95: row<number | null>((index) => (index === 24 ? 1_004 : wave(3.1, 4.4)(index)), null),
  max: row<number | null>((index) => (index === 24 ? 1_012 : wave(5, 9)(index)), null),
  delay: row(wave(1, 3), 1_002),
  utilization: row(wave(0.62, 0.7), 1),
  cpu: row(wave(0.6, 0.72), 0.99),
  gc: row(wave(0, 0.03), 0),
  memory: row((index) => 91e6 + 2e5 * index, 96e6),
  handles: row(() => 34, 34),
  waiting: row((index) => Math.round(wave(0, 2)(index)), 2),
  inUse: row((index) => Math.round(wave(2, 6)(index)), 6),
};

const SERVER_SIDE: ServerSide = {
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
  timeline: TIMELINE,
};
