import { describe, expect, it, test } from 'vitest';
import {
  DEFAULT_RULES,
  limitPairsPerStage,
} from '../../../../harness/gate/decide/default-comparison-rules.ts';
import {
  confirmationLevels,
  evaluateConfirmation,
} from '../../../../harness/gate/decide/evaluate-candidate-confirmation.ts';
import {
  metricEvidence,
  pairsInRange,
  pairsWithChanges,
} from '../../../support/example-paired-metric-evidence.ts';

const state = (
  fields: Parameters<typeof metricEvidence>[0],
  direction: 'worse' | 'better' = 'worse',
  candidates = 1,
) => evaluateConfirmation(metricEvidence(fields), { direction, candidates }, DEFAULT_RULES);

test('stays open until the first interim analysis and between analyses', () => {
  expect(state({})).toEqual({ type: 'open', pairs: 0, next: 8 });
  expect(state({ confirm: pairsInRange(9, -6, 9) })).toEqual({ type: 'open', pairs: 8, next: 10 });
});

it.each([
  [3, 9, 'lower', 'worse'],
  [-9, -3, 'lower', 'better'],
  [3, 9, 'higher', 'better'],
  [-9, -3, 'higher', 'worse'],
] as const)(
  'confirms eight pairs changed by %i to %i %% where %s is better: %s',
  (from, to, better, direction) => {
    const other = direction === 'worse' ? 'better' : 'worse';
    const confirm = pairsInRange(8, from, to);
    expect(state({ confirm, better }, direction)).toEqual({ type: 'confirmed', pairs: 8 });
    expect(state({ confirm, better }, other)).toEqual({ type: 'opposite', pairs: 8 });
  },
);

test('refutes a change within the margin', () => {
  expect(state({ confirm: pairsInRange(8, -1, 1.5) })).toEqual({ type: 'refuted', pairs: 8 });
  expect(state({ confirm: pairsInRange(8, -1, 2.5) }).type).toBe('open');
});

test('does not refute a difference of mode shares by an interval within the margin', () => {
  const base = Array.from({ length: 38 }, (_, index) => (index % 3 === 0 ? 11 : 10));
  const rises = [1, 4, 7, 10, 13, 16];
  const head = base.map((value, index) => (rises.includes(index) ? 11 : value));
  expect(state({ confirm: { base, head: base }, margin: 0.09 }).type).toBe('refuted');
  expect(state({ confirm: { base, head }, margin: 0.09 }).type).toBe('open');
});

describe('candidates that share the error', () => {
  it.each([
    [1, 8, 10],
    [2, 10, 9],
    [5, 13, 8],
    [100, 17, 7],
    [1_000, 22, 6],
  ])(
    'have, if there are %i, their first interim analysis at %i pairs',
    (candidates, first, count) => {
      const { schedule, alpha } = confirmationLevels(DEFAULT_RULES, candidates);
      expect(schedule[0]).toBe(first);
      expect(schedule).toHaveLength(count);
      expect(alpha * schedule.length * candidates).toBeCloseTo(DEFAULT_RULES.confirm_alpha, 12);
    },
  );

  test('are exhausted at once when none could ever be confirmed', () => {
    const rules = limitPairsPerStage(DEFAULT_RULES, 8);
    expect(
      evaluateConfirmation(metricEvidence(), { direction: 'worse', candidates: 100 }, rules),
    ).toEqual({
      type: 'exhausted',
      pairs: 0,
      reason: 'schedule-over',
    });
  });
});

test('analyzes pairs beyond the latest interim analysis when measuring is over', () => {
  const [early, late] = [pairsWithChanges(9, 9, -2, 9, 9, 9, -2, 9, 9, 9), pairsWithChanges(9, 9)];
  const confirm = { base: [...early.base, ...late.base], head: [...early.head, ...late.head] };
  const question = { direction: 'worse', candidates: 1 } as const;
  const state = (isOver: boolean) =>
    evaluateConfirmation(metricEvidence({ confirm }), { ...question, isOver }, DEFAULT_RULES);
  expect(state(false)).toEqual({ type: 'open', pairs: 10, next: 13 });
  expect(state(true)).toEqual({ type: 'confirmed', pairs: 12 });
});

describe('confirmation without a margin', () => {
  const confirm = pairsInRange(30, -4, 3.5);

  test('gives up when fresh pairs do not point in the expected direction', () => {
    expect(state({ confirm, margin: 0 })).toEqual({
      type: 'exhausted',
      pairs: 29,
      reason: 'no-hope',
    });
    expect(state({ confirm, margin: 0 }, 'better').type).toBe('open');
  });

  test('does not give up with a margin, or when the rules do not say so', () => {
    expect(state({ confirm, margin: 0.001 }).type).toBe('open');
    const rules = { ...DEFAULT_RULES, without_margin: undefined };
    const evidence = metricEvidence({ confirm, margin: 0 });
    expect(evaluateConfirmation(evidence, { direction: 'worse', candidates: 1 }, rules).type).toBe(
      'open',
    );
  });
});
