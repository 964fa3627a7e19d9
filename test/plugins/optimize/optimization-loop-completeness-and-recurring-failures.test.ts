import { describe, expect, it } from 'vitest';
import type { Execution, Validation } from '../../../plugins/optimize/phase-result-schemas.ts';
import type { PhaseAnalysis } from '../../../plugins/optimize/report/analyze-phase-effectiveness-of-loop.ts';
import { checkRunCompleteness } from '../../../plugins/optimize/report/check-loop-run-completeness.ts';
import { findRunPatterns } from '../../../plugins/optimize/report/find-patterns-across-loop-runs.ts';
import type { LoopFacts } from '../../../plugins/optimize/report/read-loop-report-data.ts';
import {
  sampleHypothesis,
  samplePerformanceMap,
} from '../../support/sample-optimization-context.ts';

const CYCLE = {
  cycle: 1,
  record: { cycle: 1, branch: 'optimize/a-c1' },
  map: samplePerformanceMap(),
  gate: { verdict: 'PROCEED' },
  hypotheses: [sampleHypothesis()],
  // Sound: only their presence is inspected.
  validation: {} as Validation,
  execution: {} as Execution,
};
const RUN = {
  problem: { target: 'a' },
  targets: { primary: 'wall_time_ms' },
  stop: { reason: 'x' },
};

/** A loop of two cycles, the first of which was merged. */
function loop(changes: Record<string, unknown> = {}): LoopFacts {
  const records = [CYCLE.record, { cycle: 2, branch: 'optimize/a-c2' }];
  const whole = {
    state: { run: RUN, cycles: records, current_cycle: 2 },
    cycles: [CYCLE, { ...CYCLE, cycle: 2, record: records[1] }],
    total: { gains: [1, 2] },
    branches: [{}, {}],
    ...changes,
  };
  // Sound: no other fields are read.
  return whole as unknown as LoopFacts;
}

const EVENTS = ['boundary free', 'boundary merge'].map((event) => ({ cycle: 1, event }));

describe('the definition of done', () => {
  const state = loop().state;
  const missing = (facts: LoopFacts, events = EVENTS): readonly string[] =>
    checkRunCompleteness(facts, events).flatMap(({ isDone, what }) => (isDone ? [] : [what]));

  it('OPT-70: is met by a complete loop', () => {
    expect(missing(loop())).toEqual([]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['problem parsed', { state: { ...state, run: { ...RUN, problem: null } } }],
    ['targets set', { state: { ...state, run: { ...RUN, targets: null } } }],
    ['stop reason reported', { state: { ...state, run: { ...RUN, stop: null } } }],
    ['a result row for every cycle', { total: { gains: [1] } }],
    ['branches listed', { branches: [{}] }],
  ])('OPT-70: reports that an item is missing: %s', (what, changes) => {
    expect(missing(loop(changes))).toEqual([what]);
  });

  it.each(['map', 'gate', 'validation', 'execution'])(
    'OPT-70: reports a cycle without its %s',
    (name) => {
      const cycles = [{ ...CYCLE, [name]: null }];
      expect(missing(loop({ cycles }))).toEqual([
        'each cycle profiled, gated, researched, validated and executed',
      ]);
    },
  );

  it('OPT-70: reads from the history what happens between cycles', () => {
    expect(missing(loop(), [])).toEqual([
      'context freed between cycles',
      'branches merged before profiling again',
    ]);
  });
});

describe('patterns over several runs', () => {
  const run = (changes: Partial<PhaseAnalysis> = {}): PhaseAnalysis => ({
    kind: 'optimization-coordinator',
    at: '2026-01-01T00:00:00.000Z',
    slug: 'a',
    profiler_accuracy: 0.8,
    research_hit_rate: 0.8,
    strike_efficiency: { clean: 1, bisected: 0, failed: 0 },
    overall_gain_pct: 10,
    cycles_used: 1,
    cycles_max: 3,
    gains: [10],
    trend: 'stable',
    failures: [],
    blind_spots: [],
    ...changes,
  });
  const three = (changes: Partial<PhaseAnalysis>): readonly PhaseAnalysis[] => [
    run(changes),
    run(changes),
    run(changes),
  ];

  it('SH8-21: are empty for three good runs, and for two runs', () => {
    expect(findRunPatterns(three({}))).toEqual([]);
    const bad = { failures: ['8_execute'], blind_spots: ['Cache'], profiler_accuracy: 0 };
    expect(findRunPatterns([run(bad), run(bad)])).toEqual([]);
  });

  it('SH8-21: include a worker that always fails, and a repeated blind spot', () => {
    const bad = { failures: ['8_execute'], blind_spots: ['Cache'] };
    expect(findRunPatterns(three(bad))).toEqual([
      'Always failing: 8_execute failed in each of the last 3 runs.',
      'Blind spot: no fix for Cache was known in any of the last 3 runs.',
    ]);
    expect(findRunPatterns([run(bad), run(bad), run()])).toEqual([]);
  });

  it('SH8-21: include more than two failures, accuracy below 50 % and waste above 50 %', () => {
    const failures = ['2_profile', '4_research', '7_validate'];
    expect(findRunPatterns([run(), run(), run({ failures })])).toEqual([
      'Many failures: more than 2 in 1 of the last 3 runs.',
    ]);
    expect(findRunPatterns(three({ profiler_accuracy: 0.49 }))[0]).toMatch(/^Accuracy: only 49 %/u);
    expect(findRunPatterns(three({ profiler_accuracy: 0.5 }))).toEqual([]);
    expect(findRunPatterns(three({ research_hit_rate: 0.49 }))[0]).toMatch(/^Waste: 51 %/u);
    expect(findRunPatterns(three({ research_hit_rate: 0.5 }))).toEqual([]);
  });
});
