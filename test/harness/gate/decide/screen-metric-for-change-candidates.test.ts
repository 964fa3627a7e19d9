import { describe, expect, it, test } from 'vitest';
import {
  DEFAULT_RULES,
  limitPairsPerStage,
} from '../../../../harness/gate/decide/default-comparison-rules.ts';
import { evaluateScreening } from '../../../../harness/gate/decide/evaluate-metric-screening.ts';
import type { PairedValues } from '../../../../harness/gate/decide/paired-metric-evidence.ts';
import {
  metricEvidence,
  pairsInRange,
  pairsWithChanges,
} from '../../../support/example-paired-metric-evidence.ts';

const state = (fields: Parameters<typeof metricEvidence>[0], rules = DEFAULT_RULES) =>
  evaluateScreening(metricEvidence(fields), rules);

describe('a timed metric', () => {
  test('is open until the first interim analysis and between analyses', () => {
    expect(state({})).toEqual({ type: 'open', pairs: 0, next: 5 });
    expect(state({ screen: pairsInRange(4, 9, 10) })).toEqual({ type: 'open', pairs: 0, next: 5 });
    expect(state({ screen: pairsInRange(9, -6, 6) })).toEqual({ type: 'open', pairs: 8, next: 10 });
  });

  test('is analyzed once more when measuring ends between analyses, but not before its first', () => {
    const over = (screen: PairedValues, rules = DEFAULT_RULES) =>
      evaluateScreening(metricEvidence({ screen }), rules, { isOver: true });
    const { base, head } = pairsInRange(8, -3, 3);
    const more = pairsWithChanges(0, 0, 0, 0);
    const later = { base: [...base, ...more.base], head: [...head, ...more.head] };
    expect(state({ screen: later })).toEqual({ type: 'open', pairs: 10, next: 13 });
    expect(over(later)).toEqual({ type: 'unchanged', pairs: 12 });
    // Older records lack this rule.
    const { last_look: _, ...before } = DEFAULT_RULES;
    expect(over(later, before)).toEqual({ type: 'open', pairs: 10, next: 13 });
    expect(over(pairsInRange(4, 9, 10))).toEqual({ type: 'open', pairs: 0, next: 5 });
    expect(over(pairsInRange(9, -6, 6))).toEqual({ type: 'open', pairs: 9, next: 10 });
  });

  it.each([
    [3, 9, 'lower', 'worse'],
    [3, 9, 'higher', 'better'],
    [-9, -3, 'lower', 'better'],
    [-9, -3, 'higher', 'worse'],
  ] as const)(
    'is a candidate when changed by %i to %i %% in five pairs where %s is better: %s',
    (from, to, better, direction) => {
      const screen = pairsInRange(5, from, to);
      expect(state({ screen, better })).toEqual({ type: 'candidate', pairs: 5, direction });
    },
  );

  test('is a candidate only by what lies beyond the margin', () => {
    const screen = pairsInRange(5, 1.9, 9);
    expect(state({ screen }).type).toBe('open');
    expect(state({ screen, margin: 0.01 }).type).toBe('candidate');
  });

  test('is unchanged from eight pairs within the margin on', () => {
    expect(state({ screen: pairsInRange(7, -1, 1) }).type).toBe('open');
    expect(state({ screen: pairsInRange(8, -1, 1) })).toEqual({ type: 'unchanged', pairs: 8 });
    expect(state({ screen: pairsInRange(8, -1, 2.1) }).type).toBe('open');
    expect(state({ screen: pairsInRange(8, -2.1, 1) }).type).toBe('open');
  });

  test('is exhausted after its last interim analysis', () => {
    const rules = limitPairsPerStage(DEFAULT_RULES, 13);
    expect(state({ screen: pairsInRange(12, -6, 6) }, rules).type).toBe('open');
    expect(state({ screen: pairsInRange(13, -6, 6) }, rules)).toEqual({
      type: 'exhausted',
      pairs: 13,
      reason: 'schedule-over',
    });
  });

  test('is exhausted by drift when its change moves away from its earlier interval', () => {
    const [early, late] = [pairsInRange(8, -2, 12), pairsInRange(61, -5.6, -5.4)];
    const screen = { base: [...early.base, ...late.base], head: [...early.head, ...late.head] };
    // More and more pairs at −5.5 % pull the interval below −2 %, where the interval of the first
    // eight pairs began.
    expect(state({ screen, margin: 0.05 })).toEqual({
      type: 'exhausted',
      pairs: 51,
      reason: 'drift',
    });
  });

  test('is not unchanged when some units of only one side have errors', () => {
    const base = Array<number>(22).fill(0);
    const head = base.map((_, index) => (index % 3 === 0 ? 0.01 : 0));
    const errors = { metric: 'error_rate', screen: { base, head } };
    expect(state(errors).type).not.toBe('unchanged');
    expect(state({ ...errors, screen: { base, head: base } })).toEqual({
      type: 'unchanged',
      pairs: 8,
    });
  });
});

describe('screening without a margin', () => {
  test('requires more than five pairs for a candidate', () => {
    const later = (count: number) => state({ screen: pairsInRange(count, 3, 9), margin: 0 });
    expect(later(6)).toEqual({ type: 'open', pairs: 6, next: 8 });
    expect(later(8)).toEqual({ type: 'candidate', pairs: 8, direction: 'worse' });
    const rules = { ...DEFAULT_RULES, without_margin: undefined };
    expect(state({ screen: pairsInRange(5, 3, 9), margin: 0 }, rules).type).toBe('candidate');
  });

  test('gives up when the change points nowhere', () => {
    const screen = pairsInRange(60, -3, 3);
    expect(state({ screen, margin: 0 })).toEqual({
      type: 'exhausted',
      pairs: 51,
      reason: 'no-hope',
    });
    expect(
      state({ screen, margin: 0 }, { ...DEFAULT_RULES, without_margin: undefined }),
    ).toMatchObject({
      type: 'open',
      next: 69,
    });
  });
});

describe('an exact metric', () => {
  test('is open until three pairs and then decided', () => {
    const exact = { nature: 'exact', metric: 'queries' } as const;
    expect(state({ ...exact, screen: pairsWithChanges(0, 0) })).toEqual({
      type: 'open',
      pairs: 0,
      next: 3,
    });
    expect(state({ ...exact, screen: pairsWithChanges(0, 0, 50) })).toEqual({
      type: 'decided',
      pairs: 3,
    });
    const unchanged = { base: [4, 4, 4], head: [4, 4, 4] };
    expect(state({ ...exact, screen: unchanged })).toEqual({ type: 'decided', pairs: 3 });
    const apart = { base: [1, 2, 1], head: [4, 5, 5] };
    // Three values per side may be apart by chance.
    expect(state({ ...exact, screen: apart })).toEqual({ type: 'open', pairs: 3, next: 7 });
    const changed = { base: [1, 1, 1], head: [4, 4, 4] };
    expect(state({ ...exact, screen: changed })).toEqual({ type: 'open', pairs: 3, next: 5 });
  });
});

describe('a counted metric', () => {
  const counted = { nature: 'counted', metric: 'instructions', margin: 0.003 } as const;
  const pooledSpread = { sd: 0.0004, degreesOfFreedom: 19 };

  test('is decided by three pairs when its spread is known', () => {
    const screen = pairsWithChanges(0.9, 1, 1.1);
    expect(state({ ...counted, screen, pooledSpread })).toEqual({ type: 'decided', pairs: 3 });
    expect(state({ ...counted, screen })).toEqual({ type: 'open', pairs: 0, next: 6 });
  });

  test('is exhausted after its last interim analysis', () => {
    expect(state({ ...counted, screen: pairsInRange(12, 0.2, 0.4), pooledSpread })).toEqual({
      type: 'exhausted',
      pairs: 12,
      reason: 'schedule-over',
    });
  });
});
