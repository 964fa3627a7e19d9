import { describe, expect, it } from 'vitest';
import type { Suspicion } from '../../../harness/model/documents/performance-map-document.ts';
import {
  decideHypothesesByRecordedCalls,
  type InstrumentedSuspect,
} from '../../../profilers/instrument/decide-hypotheses-by-recorded-calls.ts';
import { findUnresolvedHypotheses } from '../../../profilers/performance-map/unresolved-hypotheses.ts';

function suspicion(changes: Partial<Suspicion>): Suspicion {
  return {
    id: 'S1',
    category: 'redundant_work',
    location: 'src/a.js:7',
    description: 'It is done again and again.',
    verdict: 'dismissed',
    evidence: [],
    verification_note: 'This code was never observed while the scenario was measured.',
    affected_steps: [],
    share: 0,
    ...changes,
  };
}

const open = (candidate: Suspicion, samples: number, idle = 0) =>
  findUnresolvedHypotheses(
    { suspicion_stack: [candidate] },
    { samples, idle: { median: idle, low: idle, high: idle } },
  ).length === 1;

describe('the list of open suspicions', () => {
  it.each([
    // With no sample seen, up to three may have been missed; they are 1 % of 300.
    [0, 300, 0, true],
    [0, 301, 0, false],
    [0, 602, 0.5, false],
    [0, 600, 0.5, true],
    [0, 0, 0, true],
    // Two samples seen of 400 may stand for more than seven.
    [0.5, 400, 0, true],
    [0.5, 4_000, 0, false],
  ])(
    'P811-28: with %d %% seen in %d samples, of which %d idle, includes a suspicion: %s',
    (share, samples, idle, expected) => {
      expect(open(suspicion({ share }), samples, idle)).toBe(expected);
    },
  );

  it('P811-28: excludes a confirmed suspicion', () => {
    expect(open(suspicion({ verdict: 'confirmed' }), 10)).toBe(false);
  });
});

const ASKED: InstrumentedSuspect = {
  name: 'load',
  location: 'src/a.js:3',
  calls: 4,
  total_ms: 1,
  self_ms: 1,
  network_calls: 0,
  database_calls: 0,
  left_bytes: null,
  suspected: ['src/a.js:7'],
};

describe('the decision on suspicions by recorded calls', () => {
  const mapOf = (stack: readonly Suspicion[]) => ({
    suspicion_stack: stack,
    optimization_hints: [],
    baseline: { wall_time_ms: 100 },
  });
  const settle = (asked: InstrumentedSuspect, stack = [suspicion({})]) =>
    decideHypothesesByRecordedCalls(mapOf(stack), [asked], stack);

  it('P811-33: confirms a suspicion from 1 % of an operation on, by its time and its calls', () => {
    const { map, functions } = settle(ASKED);
    const [candidate] = map.suspicion_stack;
    expect(candidate).toMatchObject({
      verdict: 'confirmed',
      share: 1,
      verification_note: 'By instrumentation: load takes 1 % of the wall time.',
      evidence: [
        { id: 'S1.1', value: 1, unit: 'ms' },
        { id: 'S1.2', value: 4, unit: 'calls' },
      ],
    });
    expect(map.optimization_hints).toEqual([
      { suspicion: 'S1', text: 'It is done again and again.', evidence: ['S1.1', 'S1.2'] },
    ]);
    expect(functions[0]?.suspicions).toEqual(['S1']);
  });

  it('P811-33: dismisses a suspicion below 1 %, or whose function was never called', () => {
    const little = settle({ ...ASKED, total_ms: 0.99 }).map;
    expect(little.suspicion_stack[0]).toMatchObject({
      verdict: 'dismissed',
      verification_note:
        'By instrumentation: load takes 0.99 % of the wall time, below the reporting threshold of 1 %.',
    });
    expect(little.optimization_hints).toEqual([]);
    const never = settle({ ...ASKED, calls: 0, total_ms: 0 }).map;
    expect(never.suspicion_stack[0]).toMatchObject({ verdict: 'dismissed', share: 0 });
  });

  it('leaves suspicions alone that a measurement has settled', () => {
    const seen = suspicion({ share: 0.2 });
    const { map, functions } = decideHypothesesByRecordedCalls(mapOf([seen]), [ASKED], []);
    expect(map.suspicion_stack).toEqual([seen]);
    expect(functions[0]?.suspicions).toEqual([]);
  });
});
