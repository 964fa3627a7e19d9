import type { ComparisonRules } from '../../harness/model/documents/comparison-rules.ts';
import {
  COMPARISON_SCHEMA,
  type Comparison,
  type ComparisonReport,
  WITHOUT_PAIRS,
} from '../../harness/model/documents/document.ts';
import type { RunRecord } from '../../harness/model/documents/record.ts';
import { drawnDifference } from './difference-documents.ts';
import { liveComparisons } from './live-comparison.ts';
import { type LivePlan, liveRuns } from './live-runs.ts';

type Metrics = LivePlan['metrics'];

/** A function scenario whose head takes `time` times as long and allocates `bytes` times as much. */
function functionMetrics(time: number, bytes = 1): Metrics {
  return {
    wall_time: { center: 1.2384, ratio: time, spread: 0.011 },
    cpu_time: { center: 1.301, ratio: time, spread: 0.014 },
    memory_peak: { center: 71_303_168, ratio: 1, spread: 0.006 },
    allocated: { center: 512_344, ratio: bytes, spread: 0.0004 },
    gc_time: { center: 0.0421, ratio: bytes, spread: 0.09 },
  };
}

const LOOKS = [8, 10, 13, 16, 20, 25, 31, 39, 49, 61];
const RULES: ComparisonRules = {
  confidence: 0.95,
  screen_alpha: 0.012,
  screen_looks: LOOKS,
  confirm_looks: LOOKS,
  confirm_alpha: 0.04,
  counted_looks: [3, 6, 12],
  counted_looks_own: [6, 10, 16],
  counted_alpha: 0.01,
};

/** What comes from records, with overrides a metric. */
interface Part {
  readonly plan: LivePlan;
  readonly over?: Readonly<Record<string, Partial<Comparison>>>;
}

function liveReport(parts: readonly Part[], over: Partial<ComparisonReport>): ComparisonReport {
  const measured = parts.map((part, index) => ({ ...part, runs: liveRuns(part.plan, index) }));
  return {
    schema: COMPARISON_SCHEMA,
    id: null,
    base: { label: 'main', source: 'ref', commit: '3f1c9a7d5b2e8f60417c' },
    head: { label: 'working tree', source: 'tree', commit: '9e02d4c81fa6b7735510' },
    seed: 4_711,
    confidence: 0.95,
    comparisons: measured.flatMap((part) => liveComparisons(part.runs, part.over)),
    findings: [],
    runs: measured.flatMap((part): readonly RunRecord[] => part.runs),
    verdict: 'pass',
    rules: RULES,
    plan: 'back-to-back',
    reproduce: 'perf-harness compare main --seed 4711',
    ...over,
  };
}

const CRASHED: Comparison = {
  ...WITHOUT_PAIRS,
  scenario: 'import legacy csv',
  metric: 'wall_time',
  unit: 'ms',
  verdict: 'incomparable',
  reason: 'every trial of the base failed: it ended with exit code 3',
  direction: 'none',
  base: null,
  head: null,
  ratio: null,
  low: null,
  high: null,
  margin: 0.02,
  gated: true,
  needed_pairs: null,
};

/** Live comparisons: each verdict, two modes, sides that are not refs, and names that bite. */
export function liveDocuments(): Readonly<Record<string, ComparisonReport>> {
  return {
    'live-regressed': liveReport(
      [
        {
          plan: {
            scenario: 'parse lockfile',
            screen: 13,
            confirm: 16,
            metrics: functionMetrics(1.061, 1.24),
          },
        },
      ],
      { verdict: 'fail' },
    ),
    'live-explained': liveExplained(),
    'live-mixed': liveMixed(),
    'live-modes': liveModes(),
    'live-dependency': liveReport(
      [
        {
          plan: {
            scenario: 'glob 10,000 paths',
            screen: 10,
            confirm: 10,
            unitMs: 1_400,
            metrics: functionMetrics(0.41, 0.62),
          },
        },
      ],
      {
        base: { label: 'minimatch@9.0.5', source: 'dependency', commit: null },
        head: { label: 'minimatch@10.1.1', source: 'dependency', commit: null },
        reproduce: 'perf-harness compare --dep minimatch@9.0.5..10.1.1 --seed 4711',
      },
    ),
    'live-names': liveReport(
      [
        {
          plan: {
            scenario:
              'a|b <img src=x onerror=alert(1)> *d* `f` @i "k" \'l\' & ]]> </script></svg></title>--> \u202eevil\u001b[31m\n::error::j',
            screen: 9,
            metrics: functionMetrics(1.004),
          },
          over: {
            wall_time: { verdict: 'inconclusive', direction: 'worse', needed_pairs: 45 },
          },
        },
        { plan: { scenario: 'n'.repeat(200), screen: 8, metrics: functionMetrics(1) } },
      ],
      {
        verdict: 'inconclusive',
        head: { label: '<b>x</b>&"\'', source: 'folder', commit: null },
        findings: [
          {
            id: 'odd-name',
            level: 'warning',
            message: 'the branch is called </style><script>alert(2)</script>',
            remedy: 'Call it {{ something }} else.',
          },
        ],
      },
    ),
  };
}

/** A verdict with what is behind it. */
export function liveExplained(): ComparisonReport {
  return liveReport(
    [
      {
        plan: {
          scenario: 'parse | all',
          screen: 13,
          confirm: 16,
          metrics: functionMetrics(1.142, 1.24),
        },
      },
    ],
    {
      verdict: 'fail',
      explanations: [
        {
          scenario: 'parse | all',
          metrics: ['wall_time', 'allocated'],
          profiled: { base: 4.93, head: 5.61 },
          duration_ms: 24_300,
          difference: drawnDifference(12),
        },
      ],
    },
  );
}

function liveMixed(): ComparisonReport {
  const document = liveReport(
    [
      {
        plan: {
          scenario: 'render invoice {lines=1000}',
          screen: 13,
          confirm: 13,
          metrics: functionMetrics(0.868, 0.97),
        },
      },
      {
        plan: {
          scenario: 'list users',
          kind: 'http',
          screen: 61,
          unitMs: 2_150,
          metrics: {
            'latency.p50': { center: 3.412, ratio: 1.012, spread: 0.05 },
            'latency.p95': { center: 6.874, ratio: 0.99, spread: 0.13 },
            throughput: { center: 14_231, ratio: 0.991, spread: 0.03 },
            cpu_time: { center: 0.0612, ratio: 1.004, spread: 0.012 },
            error_rate: { center: 0, ratio: 1, spread: 0 },
          },
          failedPairs: [17],
        },
        over: {
          'latency.p95': { verdict: 'inconclusive', direction: 'worse', needed_pairs: 240 },
          cpu_time: { verdict: 'unchanged', direction: 'none' },
        },
      },
      {
        plan: { scenario: 'sort 1,000 numbers', screen: 10, metrics: functionMetrics(1.001) },
        over: { wall_time: { verdict: 'unchanged', direction: 'none' } },
      },
    ],
    {
      verdict: 'incomparable',
      findings: [
        {
          id: 'failed-pairs',
          level: 'warning',
          message: '1 of 62 pairs of list users was dropped because the base failed',
          remedy: 'Look into what it printed: perf-harness report <record>.',
        },
      ],
    },
  );
  return { ...document, comparisons: [...document.comparisons, CRASHED] };
}

function liveModes(): ComparisonReport {
  const modes = { factor: 1.19, base: 0.25, head: 0.7 };
  return liveReport(
    [
      {
        plan: {
          scenario: 'resolve modules',
          kind: 'command',
          screen: 61,
          unitMs: 310,
          nodes: ['24.11.0', '26.10.0'],
          metrics: {
            wall_time: { center: 248.1, ratio: 1, spread: 0.008, modes },
            cpu_time: { center: 301.7, ratio: 1, spread: 0.01, modes },
            memory_peak: { center: 88_104_960, ratio: 1.02, spread: 0.004 },
          },
        },
        over: {
          wall_time: {
            verdict: 'inconclusive',
            direction: 'worse',
            reason: 'the sides spend different shares of units in each of two modes',
            needed_pairs: null,
            modes: { base: 0.26, head: 0.67, low: 248.3, high: 295.6, differs: true },
          },
        },
      },
    ],
    {
      verdict: 'inconclusive',
      base: { label: 'Node.js 24.11.0', source: 'node', commit: null },
      head: { label: 'Node.js 26.10.0', source: 'node', commit: null },
      reproduce: 'perf-harness compare --node 24..26 --seed 4711',
    },
  );
}
