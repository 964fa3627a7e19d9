import { describe, expect, test } from 'vitest';
import {
  DEFAULT_RULES,
  limitPairsPerStage,
} from '../../../../harness/gate/decide/default-comparison-rules.ts';

describe('the default rules', () => {
  test('allow an error in at most 5 % of suites', () => {
    const { confidence, confirm_alpha, counted_alpha } = DEFAULT_RULES;
    expect(confirm_alpha + counted_alpha).toBeCloseTo(1 - confidence, 12);
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
});
