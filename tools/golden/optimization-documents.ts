/** Improvement loops: one that met its target, one that did not, and several without a change. */
import type { Explanation } from '../../harness/model/documents/differential-profile-schema.ts';
import type {
  OptimizationCycle,
  OptimizationHypothesis,
  OptimizationMetric,
} from '../../plugins/optimize/document/optimization-cycle.ts';
import {
  OPTIMIZATION_SCHEMA,
  type OptimizationReport,
} from '../../plugins/optimize/document/optimization-document.ts';
import {
  createMapDocument,
  createProfileDifference,
  projectFunction,
  type SimulatedCall,
} from './profile-documents.ts';
import { DIFFERENT_BEHAVIOUR, SAME_BEHAVIOUR } from './proof-documents.ts';

/** A cycle that has started, without any results yet. */
const BEGUN: OptimizationCycle = {
  cycle: 1,
  status: 'unfinished',
  bottleneck: null,
  before: null,
  after: null,
  ratio: null,
  improvement_pct: null,
  target_met: false,
  strike_result: null,
  metrics: [],
  plan: null,
  functions: [],
  explanation: null,
  hypotheses: [],
  contested: [],
  flags: [],
  diff: null,
  e2e_test: null,
  flaky_tests: [],
  warnings: [],
  experiments: [],
  branch: null,
  commits: [],
  files: [],
};

function branch(cycle: number): string {
  return `optimize/align-endpoint-c${cycle}-20260315-10${cycle}000`;
}

/** Creates a hypothesis that was applied unless stated otherwise. */
function proposed(
  id: string,
  description: string,
  more: Partial<OptimizationHypothesis> = {},
): OptimizationHypothesis {
  return {
    id,
    description,
    outcome: 'applied',
    reason: null,
    files: ['src/orders.js'],
    expected_pct: 30,
    risk: 'Low',
    evidence_class: 'proven',
    assumes: [],
    check: null,
    alone: more.outcome === undefined ? { improvement_pct: 21.4, added: 4, removed: 1 } : null,
    ...more,
  };
}

/** Creates a metric whose interval extends three per cent to each side of its ratio. */
function changed(
  name: string,
  [before, after]: readonly [before: number, after: number],
  verdict: OptimizationMetric['verdict'] = 'improved',
): OptimizationMetric {
  const value = after / before;
  const ratio = before === 0 ? null : { value, low: value * 0.97, high: value * 1.03 };
  return { name, before, after, better: 'lower', ratio, verdict };
}

/** A cycle that was carried out on its own branch. */
function done(
  cycle: number,
  [before, after]: readonly [before: number, after: number],
  more: Partial<OptimizationCycle>,
): OptimizationCycle {
  return {
    ...BEGUN,
    cycle,
    status: 'done',
    before,
    after,
    strike_result: 'clean',
    improvement_pct: Math.round((1 - after / before) * 1000) / 10,
    metrics: [changed('wall_time_ms', [before, after])],
    plan: { verdict: 'GO', corrections: 0, concerns: [] },
    branch: branch(cycle),
    ...more,
  };
}

/** Time of a request by its parts, in milliseconds of a hundred. */
function calls(translate: number, request: number, write: number): readonly SimulatedCall[] {
  const node = {
    ...projectFunction('request', 'x', 40),
    file: 'node:http',
    owner: 'node',
  } as const;
  return [
    [
      projectFunction('alignEndpoint', 'src/api/alignment.js', 12),
      42,
      [
        [projectFunction('translateAll', 'src/translate.js', 8), translate, [[node, request]]],
        ...(write === 0
          ? []
          : [[projectFunction('writeTemporary', 'src/files.js', 5), write] as const]),
      ],
    ],
  ];
}

function explained(before: readonly SimulatedCall[], after: readonly SimulatedCall[]): Explanation {
  return {
    scenario: 'align',
    metrics: ['wall_time'],
    duration_ms: 31_000,
    profiled: { base: 20, head: 8 },
    difference: createProfileDifference([before, after], 12),
  };
}

/** Creates an alternative that was tried against another. */
function alternative(name: string, hypothesis: string, outcome: string, improvement_pct: number) {
  return { name, hypotheses: [hypothesis], outcome, improvement_pct, reason: '' };
}

function experiment(
  [phase, hypotheses]: readonly [phase: string, hypotheses: string],
  status: string,
  [baseline_ms, result_ms, improvement_pct] = ['', '', ''] as readonly [string, string, string],
  commit = '',
): OptimizationCycle['experiments'][number] {
  return {
    timestamp: '2026-03-15T10:10:00.000Z',
    phase,
    hypotheses,
    baseline_ms,
    result_ms,
    improvement_pct,
    status,
    commit,
    files: '',
    e2e_status: 'pass',
  };
}

const [KEEP_OPEN, ASK_ONCE] = [
  '77aa00bb11cc22dd33ee44ff55aa66bb77cc88dd',
  '0123456789abcdef0123456789abcdef01234567',
];
/** 6300 → 3800 → 1200 → 480 ms, as the original reported it. */
const FIRST = done(1, [6300, 3800], {
  bottleneck: 'I/O-Network: 13 sequential HTTP calls',
  strike_result: 'bisected',
  ratio: { value: 0.603, low: 0.588, high: 0.619 },
  metrics: [
    changed('wall_time_ms', [6300, 3800]),
    changed('cpu_time_ms', [850, 846], 'unchanged'),
    changed('memory_peak_mb', [245, 256], 'regressed'),
    changed('gc_time', [0, 0.0367], null),
    { ...changed('io_read_bytes', [4096, 4096], null), ratio: null, after: null },
  ],
  functions: [
    { function: 'tikal_extract', before_ms: 3500, after_ms: 450, delta_pct: -87.1 },
    { function: 'mt_translate', before_ms: 2800, after_ms: 2800, delta_pct: 0 },
  ],
  explanation: explained(calls(610, 900, 310), calls(90, 210, 310)),
  hypotheses: [
    proposed('H1', 'Ask for all segments in one request (src/translate.js:8).'),
    proposed('H2', 'Keep connections open (src/http.js:3).', {
      files: ['src/http.js'],
      evidence_class: 'checked',
      check: SAME_BEHAVIOUR,
      assumes: ['Nobody counts connections.'],
    }),
    proposed('H3', 'Read the glossary once.', {
      outcome: 'removed',
      reason: 'breaks only together with H1: H1 + H3: a test fails with it (keeps the order)',
    }),
    proposed('H5', 'Cache translations by text.', {
      outcome: 'removed',
      reason: 'H1 is the better alternative',
    }),
    proposed('H6', 'Look names up in a Map.', {
      outcome: 'removed',
      reason: 'it does something else',
      evidence_class: 'checked',
      check: DIFFERENT_BEHAVIOUR,
    }),
  ],
  contested: [
    {
      alternatives: [
        alternative('alternative_a', 'H1', 'won', 36.2),
        alternative('alternative_b', 'H5', 'lost', 12.4),
      ],
      winner: 'H1',
      delta_pct: 36.2,
    },
  ],
  plan: {
    verdict: 'GO_WITH_CONCERNS',
    corrections: 1,
    concerns: ['measurement: wall_time varies by more than 20 % over 6 runs.'],
  },
  e2e_test: {
    command: 'node --test test/align.e2e.js',
    source: 'route',
    baseline_passed: true,
    final_passed: true,
  },
  experiments: [
    experiment(['bisect', 'H3'], 'removed'),
    experiment(['strike', 'H2'], 'applied', ['6300', '5960', '5.4'], KEEP_OPEN),
    experiment(['contested', 'H1'], 'alternative_a', ['5960', '3800', '36.2'], ASK_ONCE),
    experiment(['contested', 'H5'], 'alternative_b', ['5960', '5221', '12.4']),
  ],
  commits: [
    { hash: KEEP_OPEN, subject: 'perf: apply optimizations H2 (+5.4%)' },
    { hash: ASK_ONCE, subject: 'perf: apply optimizations H1 (+36.2%)' },
  ],
  files: ['src/http.js', 'src/translate.js'],
  diff: {
    text: '--- a/src/translate.js\n+++ b/src/translate.js\n@@ -8,2 +8,2 @@\n-  for (const text of texts) {\n+  const results = await translateMany(texts);\n+  if (results.length < texts.length) throw new Error("too few");\n',
    is_cut: false,
  },
});
const SECOND = done(2, [3800, 1200], {
  bottleneck: 'CPU: O(n^2) alignment',
  ratio: { value: 0.316, low: 0.309, high: 0.324 },
  hypotheses: [proposed('H1', 'Ask a Map instead of a list in a loop (src/align.js:31).')],
});
const THIRD = done(3, [1200, 480], {
  bottleneck: 'I/O-File: temp files',
  target_met: true,
  ratio: { value: 0.4, low: 0.386, high: 0.415 },
  explanation: explained(calls(90, 210, 310), calls(88, 205, 0)),
  hypotheses: [proposed('H1', 'Keep the document in memory (src/files.js:5).')],
});

function optimized(more: Partial<OptimizationReport> = {}): OptimizationReport {
  const meta: NonNullable<OptimizationReport['meta']> = {
    kind: 'optimization-coordinator',
    profiler_accuracy: 0.75,
    research_hit_rate: 4 / 7,
    strike_efficiency: { clean: 2, bisected: 1, failed: 0 },
    overall_gain_pct: 92.4,
    cycles_used: 3,
    cycles_max: 3,
    gains: [39.7, 68.4, 60],
    trend: 'increasing',
    flags: ['Waste: 57 % of the hypotheses were not accepted.'],
    not_done: [],
  };
  return {
    schema: OPTIMIZATION_SCHEMA,
    id: 'align-endpoint-2026-03-15T10:00:00.000Z',
    slug: 'align-endpoint',
    target: 'src/api/alignment.js::align_endpoint',
    started_at: '2026-03-15T10:00:00.000Z',
    created_at: '2026-03-15T10:42:00.000Z',
    metric: { name: 'wall_time_ms', unit: 'ms', better: 'lower' },
    observed: { value: 6300, unit: 'ms', type: 'response_time' },
    goal: { value: 500, source: 'user', confidence: null },
    outcome: 'target_met',
    stop: { reason: 'target', text: 'TARGET MET on cycle 3' },
    limits: { max_cycles: 3, plateau_pct: 5 },
    total: {
      baseline: 6300,
      final: 480,
      improvement_pct: 92.4,
      ratio: { value: 0.0762, low: 0.0701, high: 0.0832 },
    },
    met_in: 3,
    cycles: [FIRST, SECOND, THIRD],
    map: createMapDocument(),
    gap: null,
    waivers: [],
    base_commit: '9f1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c',
    branches: [1, 2, 3].map((cycle) => ({ name: branch(cycle), cycle, in_last: true })),
    meta,
    folder: '.optimization/align-endpoint',
    ...more,
  };
}

/** Returns a loop whose second cycle accepted nothing, so that its target is missed. */
function plateau(): OptimizationReport {
  const second = done(2, [3800, 3800], {
    bottleneck: 'CPU: O(n^2) alignment',
    strike_result: 'failed',
    branch: null,
    hypotheses: [
      proposed('H1', 'Ask a Map.', { outcome: 'removed', reason: 'a test fails with it' }),
      proposed('H2', 'Align in a worker.', { outcome: 'manual', reason: 'it has no applicator' }),
      proposed('H3', 'Align in chunks.', { outcome: 'remaining', reason: 'the time was up' }),
      proposed('H4', 'Drop the check.', { outcome: 'dropped', reason: 'it removes a feature' }),
    ],
    flaky_tests: ['retries twice'],
    warnings: ['No end-to-end test covers it.'],
  });
  const { meta } = optimized();
  return optimized({
    outcome: 'gained',
    met_in: null,
    cycles: [FIRST, second],
    stop: { reason: 'plateau', text: 'PLATEAU on cycle 2: 0% < 5%' },
    total: { baseline: 6300, final: 3800, improvement_pct: 39.7, ratio: FIRST.ratio },
    branches: [{ name: branch(1), cycle: 1, in_last: true }],
    meta: meta && { ...meta, trend: 'decreasing', flags: [], not_done: ['branches listed'] },
    waivers: [
      { what: 'Wrong Tool Gate', reason: 'we have to', by: 'ann', at: '2026-03-15T10:02Z' },
    ],
    gap: {
      achieved_pct: 39.7,
      cycles_used: 2,
      remaining_cycles: 1,
      stop_reason: 'plateau',
      remaining_bottlenecks: [
        {
          type: 'CPU',
          share: 61.24,
          function: 'align',
          location: 'src/align.js:31',
          detail: 'O(n^2) alignment.',
        },
      ],
      infrastructure_advice: [{ type: 'CPU', text: 'More or faster cores.' }],
      unexplored: ['H2 of cycle 2, Align in a worker: left to a person (it has no applicator).'],
    },
  });
}

const HOSTILE = '</style><script>alert(1)</script>\u001b[31m | `x` ::error::no';

export function optimizationDocuments() {
  /** Creates a loop without changes; only the profile of its first cycle is known. */
  const without = (
    outcome: OptimizationReport['outcome'],
    reason: string,
    [text, more = {}]: readonly [text: string, more?: Partial<OptimizationReport>],
  ): OptimizationReport => {
    const hypotheses = [proposed('H1', 'Ask a Map.', { outcome: 'proposed' })];
    return optimized({
      outcome,
      stop: { reason, text },
      met_in: null,
      branches: [],
      meta: null,
      total: { baseline: null, final: null, improvement_pct: 0, ratio: null },
      cycles: [{ ...BEGUN, bottleneck: 'CPU: align compares each with each.', hypotheses }],
      ...more,
    });
  };
  return {
    'optimization-met': optimized(),
    'optimization-plateau': plateau(),
    'optimization-plan': without('planned', 'plan_only', ['The plan is in context.md']),
    'optimization-blocked': without('blocked', 'gate_block', ['It is the disk.', { goal: null }]),
    'optimization-names': without('failed', 'failed', [
      `2_profile failed: ${HOSTILE}`,
      { target: HOSTILE, map: null, cycles: [{ ...BEGUN, bottleneck: HOSTILE }] },
    ]),
  } satisfies Readonly<Record<string, OptimizationReport>>;
}
