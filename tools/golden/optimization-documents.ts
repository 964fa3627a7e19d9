/** Loops of improvements: one that met its target, one that did not, and some without a change. */
import type { OptimizationCycle } from '../../harness/model/documents/optimization-cycle.ts';
import {
  OPTIMIZATION_SCHEMA,
  type OptimizationReport,
} from '../../harness/model/documents/optimization-document.ts';
import type { ReportDocument } from '../../harness/model/documents/report-document.ts';
import { mapDocuments } from './map-documents.ts';
import { branch, FIRST, SECOND, THIRD } from './optimization-cycles.ts';
import { BEGUN, changed, proposed } from './optimization-parts.ts';

const BASE = '9f1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c';

function optimized(more: Partial<OptimizationReport>): OptimizationReport {
  // Sound: the golden profile of a map has one.
  const { map } = mapDocuments()['profile-map'] as { readonly map: OptimizationReport['map'] };
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
    map,
    gap: null,
    base_commit: BASE,
    branches: [1, 2, 3].map((cycle) => ({ name: branch(cycle), cycle, in_last: true })),
    waivers: [],
    meta: {
      kind: 'optimization-coordinator',
      profiler_accuracy: 0.75,
      research_hit_rate: 4 / 7,
      strike_efficiency: { clean: 2, bisected: 1, failed: 0 },
      overall_gain_pct: 92.4,
      cycles_used: 3,
      cycles_max: 3,
      gains: [39.7, 68.4, 60],
      trend: 'increasing',
      flags: ['Waste: 57 % of the hypotheses were not kept.'],
      not_done: [],
    },
    folder: '.optimization/align-endpoint',
    ...more,
  };
}

/** The second cycle kept nothing: its target is missed. */
function plateau(): OptimizationReport {
  const second: OptimizationCycle = {
    ...BEGUN,
    cycle: 2,
    status: 'done',
    bottleneck: 'CPU: O(n^2) alignment',
    before: 3800,
    after: 3800,
    improvement_pct: 0,
    ratio: null,
    strike_result: 'failed',
    metrics: [{ ...changed('wall_time_ms', 3800, 3800, null), ratio: null }],
    hypotheses: [
      proposed('H1', 'Ask a Map.', {
        outcome: 'removed',
        reason: 'a test fails with it (keeps duplicates)',
      }),
      proposed('H2', 'Align in a worker.', { outcome: 'manual', reason: 'it has no applicator' }),
      proposed('H3', 'Align in chunks.', { outcome: 'remaining', reason: 'the time was up' }),
      proposed('H4', 'Drop the check.', {
        outcome: 'dropped',
        reason: 'it removes what the program does',
      }),
    ],
    plan: { verdict: 'GO', corrections: 2, concerns: [] },
    flaky_tests: ['retries twice'],
    warnings: [
      'No end-to-end test covers align_endpoint. The full test suite serves as functional gate.',
    ],
  };
  return optimized({
    outcome: 'gained',
    stop: { reason: 'plateau', text: 'PLATEAU on cycle 2: 0% < 5%' },
    total: { baseline: 6300, final: 3800, improvement_pct: 39.7, ratio: FIRST.ratio },
    met_in: null,
    cycles: [FIRST, second],
    branches: [{ name: branch(1), cycle: 1, in_last: true }],
    meta: {
      kind: 'optimization-coordinator',
      profiler_accuracy: 0.5,
      research_hit_rate: 2 / 9,
      strike_efficiency: { clean: 0, bisected: 1, failed: 1 },
      overall_gain_pct: 39.7,
      cycles_used: 2,
      cycles_max: 3,
      gains: [39.7, 0],
      trend: 'decreasing',
      flags: [],
      not_done: ['branches listed'],
    },
    waivers: [
      { what: 'Wrong Tool Gate', reason: 'we have to', by: 'ann', at: '2026-03-15T10:02:00.000Z' },
    ],
    gap: {
      achieved_pct: 39.7,
      cycles_used: 2,
      remaining_bottlenecks: [
        {
          type: 'CPU',
          share: 61.24,
          function: 'align',
          location: 'src/align.js:31',
          detail: 'O(n^2) alignment.',
        },
      ],
      remaining_cycles: 1,
      infrastructure_advice: [{ type: 'CPU', text: 'More or faster cores.' }],
      unexplored: [
        'H2 of cycle 2, Align in a worker: left to a person (it has no applicator).',
        'H3 of cycle 2, Align in chunks: not tried to the end, the time was up.',
      ],
      stop_reason: 'plateau',
    },
  });
}

/** Nothing was changed, and nothing of the first cycle is known but its profile. */
function without(
  outcome: OptimizationReport['outcome'],
  stop: OptimizationReport['stop'],
  more: Partial<OptimizationReport> = {},
): OptimizationReport {
  return optimized({
    outcome,
    stop,
    total: { baseline: null, final: null, improvement_pct: 0, ratio: null },
    met_in: null,
    cycles: [
      {
        ...BEGUN,
        bottleneck: 'CPU: align compares each with each.',
        hypotheses: [proposed('H1', 'Ask a Map.', { outcome: 'proposed' })],
      },
    ],
    branches: [],
    meta: null,
    ...more,
  });
}

const HOSTILE = '</style><script>alert(1)</script>\u001b[31m | `x` ::error::no';

export function optimizationDocuments(): Readonly<Record<string, ReportDocument>> {
  const message = 'Bottleneck is infrastructure (disk). Recommend: scaling / caching / CDN.';
  return {
    'optimization-met': optimized({}),
    'optimization-plateau': plateau(),
    'optimization-plan': without('planned', {
      reason: 'plan_only',
      text: 'The plan is in context.md; nothing was changed',
    }),
    'optimization-blocked': without(
      'blocked',
      { reason: 'gate_block', text: message },
      { goal: null },
    ),
    'optimization-names': without(
      'failed',
      { reason: 'failed', text: `2_profile failed: ${HOSTILE}` },
      { target: HOSTILE, map: null, cycles: [{ ...BEGUN, bottleneck: HOSTILE }] },
    ),
  };
}
