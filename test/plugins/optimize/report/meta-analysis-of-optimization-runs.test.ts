/** Statistics of runs about their workers, compared with counts by hand. */
import { describe, expect, it } from 'vitest';
import type { Research } from '../../../../plugins/optimize/document/optimization-hypothesis.ts';
import type { Execution } from '../../../../plugins/optimize/phase-result-schemas.ts';
import {
  analyzePhases,
  type CyclePhaseFacts,
  findRunPatterns,
  findTrend,
  type PhaseAnalysis,
} from '../../../../plugins/optimize/report/analyze-phase-effectiveness-of-loop.ts';
import {
  sampleHypothesis,
  samplePerformanceMap,
  samplePerformanceMapHypothesis,
} from '../../../support/sample-optimization-context.ts';

const AT = '2026-03-15T10:00:00.000Z';

const researchWith = (...ids: readonly string[]): Research => ({
  industry_benchmark: null,
  target_metrics: {},
  hypotheses: ids.map((id) =>
    sampleHypothesis({ id, evidence: [`S${id.slice(1)}`], bottleneck_addressed: '9' }),
  ),
  local_codebase_findings: [],
  research_sources: [],
  disclaimer: null,
});
const executed = (
  result: Execution['strike_result'],
  ...applied: readonly string[]
): Execution => ({
  branch: null,
  baseline: { wall_time_ms: 100 },
  final: { wall_time_ms: 50 },
  total_improvement_pct: 50,
  target_met: false,
  strike_result: result,
  hypotheses_applied: [...applied],
  hypotheses_removed: [],
  files_modified: [],
  contested_results: [],
});
const mapWith = (...suspicions: readonly [id: string, verdict: 'confirmed' | 'dismissed'][]) =>
  samplePerformanceMap({
    suspicion_stack: suspicions.map(([id, verdict]) =>
      samplePerformanceMapHypothesis({ id, verdict }),
    ),
    bottleneck_classification: 'I/O-DB',
  });

describe('the meta-analysis', () => {
  // Three of four confirmed suspicions were acted on: S1 and S2 of the first cycle, S1 of the
  // second; S3 was not, and S4 was dismissed. Four hypotheses were proposed in all, and three
  // applied.
  const cycles: readonly CyclePhaseFacts[] = [
    {
      map: mapWith(
        ['S1', 'confirmed'],
        ['S2', 'confirmed'],
        ['S3', 'confirmed'],
        ['S4', 'dismissed'],
      ),
      research: researchWith('H1', 'H2', 'H3'),
      execution: executed('bisected', 'H1', 'H2'),
    },
    {
      map: mapWith(['S1', 'confirmed']),
      research: researchWith('H1'),
      execution: executed('clean', 'H1'),
    },
    { map: mapWith(), research: researchWith(), execution: null },
  ];

  it('SH8-20: equals a count by hand', () => {
    const facts = { at: AT, slug: 'x', cycles, gains: [39.7, 20], overallGain: 51.8 };
    expect(analyzePhases({ ...facts, maxCycles: 5, failures: ['2_profile'] })).toEqual({
      kind: 'optimization-coordinator',
      at: AT,
      slug: 'x',
      profiler_accuracy: 3 / 4,
      research_hit_rate: 3 / 4,
      strike_efficiency: { clean: 1, bisected: 1, failed: 0 },
      overall_gain_pct: 51.8,
      cycles_used: 3,
      cycles_max: 5,
      gains: [39.7, 20],
      trend: 'decreasing',
      failures: ['2_profile'],
      blind_spots: ['I/O-DB'],
    });
  });

  it('SH8-20: has no shares when there are no cycles', () => {
    const facts = { at: AT, slug: 'x', cycles: [], gains: [], overallGain: 0 };
    expect(analyzePhases({ ...facts, maxCycles: 3, failures: [] })).toMatchObject({
      profiler_accuracy: null,
      research_hit_rate: null,
      trend: 'stable',
      cycles_used: 0,
    });
  });

  it('SH8-20: rates gains within five points of each other as stable', () => {
    expect([
      findTrend([10, 15]),
      findTrend([10, 15.1]),
      findTrend([10, 4.9]),
      findTrend([7]),
    ]).toEqual(['stable', 'increasing', 'decreasing', 'stable']);
  });
});

describe('patterns over several runs', () => {
  const run = (changes: Partial<PhaseAnalysis> = {}): PhaseAnalysis => ({
    ...analyzePhases({
      at: AT,
      slug: 'x',
      cycles: [],
      gains: [],
      overallGain: 0,
      maxCycles: 3,
      failures: [],
    }),
    profiler_accuracy: 1,
    research_hit_rate: 1,
    ...changes,
  });

  it('SH8-21: are empty for fewer than three runs, and for three good runs', () => {
    const bad = run({ failures: ['2_profile', '2_profile', '2_profile'], research_hit_rate: 0 });
    expect(findRunPatterns([bad, bad])).toEqual([]);
    expect(findRunPatterns([run(), run(), run()])).toEqual([]);
  });

  it.each<[string, readonly Partial<PhaseAnalysis>[], readonly string[]]>([
    [
      'a worker that always fails',
      [
        { failures: ['7_validate'] },
        { failures: ['7_validate', '2_profile'] },
        { failures: ['7_validate'] },
      ],
      ['Always failing: 7_validate failed in each of the last 3 runs.'],
    ],
    ['one that failed twice', [{ failures: ['7_validate'] }, { failures: ['7_validate'] }, {}], []],
    [
      'the same blind spot',
      [{ blind_spots: ['CPU'] }, { blind_spots: ['Cache', 'CPU'] }, { blind_spots: ['CPU'] }],
      ['Blind spot: no fix for CPU was known in any of the last 3 runs.'],
    ],
    [
      'more than two failures in a run',
      [{ failures: ['2_profile', '2_profile', '8_execute'] }, {}, {}],
      ['Many failures: more than 2 in 1 of the last 3 runs.'],
    ],
    ['two failures in a run', [{ failures: ['2_profile', '8_execute'] }, {}, {}], []],
    [
      'an accuracy below half',
      [{ profiler_accuracy: 0.4 }, { profiler_accuracy: 0.5 }, { profiler_accuracy: 0.5 }],
      ['Accuracy: only 47 % of the confirmed candidates led to an accepted change.'],
    ],
    ['an accuracy of half', [{ profiler_accuracy: 0 }, {}, { profiler_accuracy: 0.5 }], []],
    [
      'waste above half',
      [{ research_hit_rate: 0.2 }, { research_hit_rate: 0.5 }, { research_hit_rate: null }],
      ['Waste: 65 % of the hypotheses were not accepted.'],
    ],
    ['waste of half', [{ research_hit_rate: 0 }, {}, { research_hit_rate: 0.5 }], []],
  ])('SH8-21: are found as expected for %s', (_, changes, flags) => {
    expect(findRunPatterns(changes.map(run))).toEqual(flags);
  });
});
