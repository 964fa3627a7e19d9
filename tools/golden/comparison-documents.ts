import { compareStoredRuns } from '../../harness/compare-stored-runs.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { parsingDifference } from './profile-documents.ts';
import {
  createLiveReport,
  createRunRecord,
  functionMetrics,
  HTTP_METRICS,
  type SimulatedScenario,
} from './simulated-run-records.ts';

const REGRESSION = { allocated: 0.01 };
const PARSE: SimulatedScenario = { scenario: 'parse lockfile', regression: REGRESSION };
const USERS: SimulatedScenario = { scenario: 'list users', kind: 'http', metrics: HTTP_METRICS };
/** One scenario improved, several inconclusive in three ways, one unchanged, one failing. */
const MIXED: readonly SimulatedScenario[] = [
  {
    scenario: 'render invoice {lines=1000}',
    units: 6,
    confirm: 10,
    metrics: functionMetrics(0.868, 0.97),
  },
  {
    ...USERS,
    units: 22,
    unitMs: 2_150,
    failedPairs: [17],
    metrics: { ...HTTP_METRICS, 'latency.p95': [6.874, 0.05, 1.01], cpu_time: [0.0612, 0.006] },
  },
  { scenario: 'sort 1,000 numbers', units: 10 },
  {
    scenario: 'resolve modules',
    kind: 'command',
    units: 61,
    unitMs: 310,
    nodes: { a: '24.11.0', b: '26.10.0' },
    modes: { factor: 1.19, a: 0.25, b: 0.7 },
    metrics: { wall_time: [248.1, 0.008], cpu_time: [301.7, 0.01], memory_peak: [9e7, 0.004] },
  },
  {
    scenario: 'import legacy csv',
    units: -1,
    trouble: 'every trial of the base failed: it ended with exit code 3',
  },
];

/** Comparisons: live with every verdict, and stored. */
export function comparisonDocuments() {
  const plan = { ...PARSE, units: 6, confirm: 8, metrics: functionMetrics(1.061, 1.24) };
  return {
    'live-regressed': createLiveReport([plan], {
      explanations: [
        {
          scenario: plan.scenario,
          metrics: ['wall_time', 'allocated'],
          profiled: { base: 4.93, head: 5.61 },
          duration_ms: 24_300,
          difference: parsingDifference(12),
        },
      ],
    }),
    'live-mixed': createLiveReport(MIXED),
    'live-dependency': createLiveReport(
      [{ ...PARSE, units: 6, confirm: 8, metrics: functionMetrics(0.41, 0.6) }],
      {
        base: { label: 'minimatch@9.0.5', source: 'dependency', commit: null },
        head: { label: 'minimatch@10.1.1', source: 'dependency', commit: null },
        reproduce: 'perf-harness compare --dep minimatch@9.0.5..10.1.1 --seed 4711',
      },
    ),
    'live-names': createLiveReport(
      [
        {
          scenario:
            'a|b <img src=x onerror=alert(1)> *d* `f` @i "k" \'l\' & ]]> </script></svg></title>--> \u202eevil\u001b[31m\n::error::j',
          units: 5,
        },
        { scenario: 'n'.repeat(200), units: 8 },
      ],
      {
        head: { label: '<b>x</b>&"\'', source: 'folder', commit: null },
        findings: [
          {
            id: 'odd-name',
            level: 'warning',
            remedy: 'Call it {{ something }} else.',
            message: 'the branch is called </style><script>alert(2)</script>',
          },
        ],
      },
    ),
    comparison: stored(),
    'comparison-incomparable': storedOf([PARSE], [{ ...PARSE, kind: 'command' }]),
    'comparison-unchanged': storedOf([{ ...PARSE, units: 20 }], [{ ...PARSE, units: 20 }]),
  } satisfies Readonly<Record<string, ComparisonReport>>;
}

/** Compares stored sides with all verdicts, also a zero base and a metric of only one side. */
function stored(): ComparisonReport {
  const users = { ...USERS, units: 12, regression: { throughput: 0.2, queries: 0 } };
  const parse = { ...PARSE, units: 14 };
  return storedOf(
    [
      { ...users, metrics: { ...HTTP_METRICS, queries: [0, 0] } },
      { ...parse, metrics: functionMetrics(1, 1) },
    ],
    [
      {
        ...users,
        metrics: { ...HTTP_METRICS, 'latency.p95': [9.412, 0.04], queries: [3, 0] },
      },
      { ...parse, metrics: { ...functionMetrics(), ...SLIM, instructions: [4e6, 0.0001] } },
    ],
  );
}

const SLIM = { wall_time: [0.381, 0.011], allocated: [1_690_735, 0.0004] } as const;

function storedOf(
  base: readonly SimulatedScenario[],
  head: readonly SimulatedScenario[],
): ComparisonReport {
  const runsOf = (plans: readonly SimulatedScenario[], from: number) =>
    plans.map((plan, index) => createRunRecord(plan, from + index));
  return compareStoredRuns(
    { label: 'main', source: 'baseline', runs: runsOf(base, 0) },
    { label: 'latest', source: 'record', runs: runsOf(head, base.length) },
  );
}
