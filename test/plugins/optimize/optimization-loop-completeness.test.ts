import { describe, expect, it } from 'vitest';
import type { Execution, Validation } from '../../../plugins/optimize/phase-result-schemas.ts';
import { checkRunCompleteness } from '../../../plugins/optimize/report/analyze-phase-effectiveness-of-loop.ts';
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
