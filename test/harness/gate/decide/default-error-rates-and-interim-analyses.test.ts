import { describe, expect, it, test } from 'vitest';
import {
  DEFAULT_RULES,
  limitPairsPerStage,
} from '../../../../harness/gate/decide/default-comparison-rules.ts';

describe('the default rules', () => {
  test('allow an error in at most 5 % of suites', () => {
    const { confidence, confirm_alpha, counted_alpha } = DEFAULT_RULES;
    expect(confirm_alpha + counted_alpha).toBeCloseTo(1 - confidence, 12);
  });

  it.each(['screen_looks', 'confirm_looks', 'counted_looks', 'counted_looks_own'] as const)(
    'use more pairs at each interim analysis: %s',
    (looks) => {
      expect(DEFAULT_RULES[looks]).toEqual(
        [...new Set(DEFAULT_RULES[looks])].toSorted((a, b) => a - b),
      );
    },
  );

  test('analyze calibrated counted metrics sooner than other metrics', () => {
    expect(DEFAULT_RULES.counted_looks[0]).toBeLessThan(DEFAULT_RULES.counted_looks_own[0] ?? 0);
  });
});

describe('a limit on pairs', () => {
  test('is the last interim analysis itself', () => {
    const rules = limitPairsPerStage(DEFAULT_RULES, 30);
    expect(rules.screen_looks).toEqual([5, 6, 8, 10, 13, 17, 22, 29, 30]);
    expect(rules.confirm_looks).toEqual([8, 10, 13, 17, 22, 29, 30]);
    expect(rules.counted_looks).toEqual([3, 6, 12]);
    expect(rules.counted_looks_own).toEqual([6, 10, 16]);
  });

  test('adds nothing when it equals an interim analysis', () => {
    expect(limitPairsPerStage(DEFAULT_RULES, 29).confirm_looks).toEqual([8, 10, 13, 17, 22, 29]);
    expect(limitPairsPerStage(DEFAULT_RULES, 95)).toEqual(DEFAULT_RULES);
  });

  test('is the only interim analysis when it is below all others', () => {
    expect(limitPairsPerStage(DEFAULT_RULES, 4).screen_looks).toEqual([4]);
    expect(limitPairsPerStage(DEFAULT_RULES, 2).counted_looks).toEqual([2]);
  });

  test('adds interim analyses at growing distances when it is above all others', () => {
    const rules = limitPairsPerStage(DEFAULT_RULES, 240);
    expect(rules.screen_looks.slice(-5)).toEqual([95, 127, 169, 225, 240]);
    expect(rules.confirm_looks).toEqual(rules.screen_looks.slice(2));
    expect(rules.counted_looks).toEqual([3, 6, 12, 24, 48, 96, 192, 240]);
    expect(limitPairsPerStage(DEFAULT_RULES, 96).confirm_looks.slice(-2)).toEqual([95, 96]);
  });

  test('does not change the significance levels', () => {
    const { confirm_alpha, screen_alpha, confidence } = limitPairsPerStage(DEFAULT_RULES, 10);
    expect({ confirm_alpha, screen_alpha, confidence }).toEqual({
      confirm_alpha: DEFAULT_RULES.confirm_alpha,
      screen_alpha: DEFAULT_RULES.screen_alpha,
      confidence: DEFAULT_RULES.confidence,
    });
  });
});
