import { describe, expect, test } from 'vitest';
import type { BottleneckSeverity } from '../../../../plugins/team/profiler/rank-bottlenecks.ts';
import {
  assessPlanComplexity,
  computePriority,
  type ImpactLevel,
  RISKS,
  STRATEGIES,
  STRATEGY_CLASSES,
} from '../../../../plugins/team/strategist/plan-priority-and-complexity.ts';

const of = (critical: number, high: number, medium: number): readonly BottleneckSeverity[] => [
  ...Array.from({ length: critical }, () => 'Critical' as const),
  ...Array.from({ length: high }, () => 'High' as const),
  ...Array.from({ length: medium }, () => 'Medium' as const),
];

describe('TPS-01: the complexity of a plan', () => {
  test.each([
    { mix: [0, 0, 1], complexity: 'Low' },
    { mix: [0, 0, 2], complexity: 'Low' },
    { mix: [0, 0, 5], complexity: 'Low' },
    { mix: [0, 1, 0], complexity: 'Medium' },
    { mix: [0, 1, 2], complexity: 'Medium' },
    { mix: [0, 3, 0], complexity: 'Medium' },
    { mix: [0, 4, 0], complexity: 'High' },
    { mix: [1, 0, 0], complexity: 'High' },
    { mix: [1, 1, 3], complexity: 'High' },
  ] as const)('$mix (critical, high, medium) is $complexity', ({ mix, complexity }) => {
    const [critical, high, medium] = mix;
    expect(assessPlanComplexity(of(critical, high, medium))).toBe(complexity);
  });

  test('is defined for each mix of up to five, and never falls with more of anything', () => {
    const rank = (mix: readonly [number, number, number]): number =>
      ['Low', 'Medium', 'High'].indexOf(assessPlanComplexity(of(...mix)));
    for (let critical = 0; critical <= 5; critical += 1) {
      for (let high = 0; high <= 5; high += 1) {
        for (let medium = 0; medium <= 5; medium += 1) {
          const own = rank([critical, high, medium]);
          expect(own).toBeGreaterThanOrEqual(0);
          expect(rank([critical + 1, high, medium])).toBeGreaterThanOrEqual(own);
          expect(rank([critical, high + 1, medium])).toBeGreaterThanOrEqual(own);
          expect(rank([critical, high, medium + 1])).toBeGreaterThanOrEqual(own);
        }
      }
    }
  });
});

test('TPS-02: has six classes, each with its four strategies and its risk', () => {
  expect(
    STRATEGY_CLASSES.map((strategyClass) => [
      strategyClass,
      STRATEGIES[strategyClass].strategies.length,
      STRATEGIES[strategyClass].risk,
    ]),
  ).toEqual([
    ['CPU', 4, 'Medium'],
    ['memory', 4, 'High'],
    ['I/O', 4, 'Medium'],
    ['network', 4, 'Low'],
    ['rendering', 4, 'Medium'],
    ['database', 4, 'High'],
  ]);
  expect(RISKS).toHaveLength(3);
});

test('TPS-03: has nine cells of impact and effort', () => {
  const amounts: readonly ImpactLevel[] = ['high', 'medium', 'low'];
  const table = amounts.map((impact) =>
    amounts.toReversed().map((effort) => computePriority(impact, effort)),
  );
  expect(table).toEqual([
    ['P0', 'P1', 'P3'],
    ['P2', 'P3', 'P3'],
    ['P3', 'P3', 'P3'],
  ]);
});
