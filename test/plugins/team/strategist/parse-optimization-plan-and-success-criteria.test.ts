import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makePlan } from '../../../../plugins/team/strategist/make-optimization-plan.ts';
import {
  findPlanConflicts,
  type PlannedOptimization,
  plannedOptimizationSchema,
  strategistNamespace,
} from '../../../../plugins/team/strategist/optimization-plan.ts';
import {
  formatPlan,
  formatPlanBlock,
} from '../../../../plugins/team/strategist/optimization-plan-text.ts';
import { readPlan, readPlanBlock } from '../../../../plugins/team/strategist/read-assigned-plan.ts';
import { formatCriterion, parseCriterion } from '../../../../plugins/team/success-criterion.ts';
import { createHypothesis } from '../../../support/optimization-hypothesis-project.ts';

const planned = (number: number, more: Partial<PlannedOptimization> = {}): PlannedOptimization => ({
  id: `OPT-00${number}`,
  title: `improves ${number}`,
  priority: 'P0',
  target_bottleneck: 'parse (src/a.ts:14)',
  target_files: [`src/${number}.ts`],
  strategy: 'cache',
  expected_improvement: { metric: 'wall_time', percent: 12.5 },
  risk: 'Medium',
  success_criteria: [
    { scenario: null, metric: 'wall_time', op: 'improves by', value: 12.5 },
    { scenario: 'list users', metric: 'latency.p95', op: '<=', value: 40, unit: 'ms' },
  ],
  guidance: ['Keep what was parsed by its text.', 'Bound it by 100 entries.'],
  ...more,
});
const PLAN = [planned(1), planned(2, { priority: 'P2', target_files: ['a.ts', 'b c.ts'] })];

describe('TPS-04: criteria', () => {
  test.each([
    'wall_time improves by 20 %',
    '[list users] latency.p95 <= 40 ms',
    'throughput >= 500.5 /s',
  ])('%s is parsed, and written back', (text) => {
    const criterion = parseCriterion(text);
    expect(criterion === null ? null : formatCriterion(criterion)).toBe(text);
  });

  test.each([
    'it should be noticeably faster',
    'wall_time improves by some %',
    'wall_time improves by -3 %',
    'wall_time improves by 20 ms',
    'wall_time <= 40',
    'wall_time <= 40 %',
    'wall_time < 40 ms',
    '',
  ])('"%s" is refused as prose', (text) => {
    expect(parseCriterion(text)).toBeNull();
    const prose = formatPlanBlock(planned(1)).replace('wall_time improves by 12.5 %', text);
    expect(() => readPlanBlock(prose)).toThrow(
      /The team plan cannot be used: block 1: success_cri/u,
    );
  });
});

describe('TPS-05: blocks of a plan', () => {
  test('have each field under its name', () => {
    expect(formatPlanBlock(planned(1))).toBe(`### OPT-001: improves 1

- Priority: P0
- Target bottleneck: parse (src/a.ts:14)
- Target files: src/1.ts
- Strategy: cache
- Expected improvement: wall_time by 12.5 %
- Risk level: Medium
- Success criteria:
  - wall_time improves by 12.5 %
  - [list users] latency.p95 <= 40 ms
- Implementation guidance:
  1. Keep what was parsed by its text.
  2. Bound it by 100 entries.
`);
  });

  test('are read back as they were written, whatever their wording', () => {
    const words = fc
      .stringMatching(/^[\w`*#:;.,()→é\- ]{1,40}$/u)
      .map((text) => text.trim())
      .filter((text) => plannedOptimizationSchema.safeParse(planned(1, { title: text })).success);
    const drawn = fc.record({
      title: words,
      strategy: words,
      guidance: fc.array(words, { minLength: 1, maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 5 }), (texts) => {
        const plan = texts.map((more, at) => planned(at + 1, more));
        expect(readPlan(formatPlan(plan))).toEqual(plan);
        expect(readPlan(formatPlan(plan).replaceAll('\n', '\r\n'))).toEqual(plan);
        for (const optimization of plan)
          expect(readPlanBlock(formatPlanBlock(optimization))).toEqual(optimization);
      }),
    );
  });

  test('are refused by name when a field is missing', () => {
    const names = [
      'Priority',
      'Target bottleneck',
      'Target files',
      'Strategy',
      'Risk level',
      'Expected improvement',
      'Success criteria',
      'Implementation guidance',
    ];
    for (const name of names) {
      const without = formatPlan(PLAN).replace(`- ${name}:`, '- Else:');
      expect(() => readPlan(without), name).toThrow(/optimization-plan|cannot be used: block 1: /u);
    }
  });

  test('are refused when they are not numbered consecutively', () => {
    expect(() => readPlan(formatPlan(PLAN).replace('OPT-002', 'OPT-003'))).toThrow(
      'found OPT-003 where OPT-002 was expected',
    );
  });
});

describe('TPS-06: the separate files of improvements', () => {
  test('are required, and an overlap is refused by its file', () => {
    const plan = [planned(1), planned(2, { target_files: ['src/2.ts', 'src/1.ts'] })];
    expect(findPlanConflicts(plan)).toEqual(['OPT-001 and OPT-002 share src/1.ts']);
    expect(() => readPlan(formatPlan(plan))).toThrow('OPT-001 and OPT-002 share src/1.ts');
  });

  test('join hypotheses that share a file or need each other into one improvement', () => {
    const impact = (percent: number) =>
      ({ expected_impact: { percent, origin: 'measured', note: '' } }) as const;
    const { plan, changesByOptimization } = makePlan([
      createHypothesis('H1', null, { files_to_modify: ['a.ts'], ...impact(2) }),
      createHypothesis('H2', null, { files_to_modify: ['b.ts'], ...impact(30) }),
      createHypothesis('H3', null, { files_to_modify: ['a.ts', 'c.ts'], ...impact(1) }),
      createHypothesis('H4', null, {
        files_to_modify: ['d.ts'],
        dependencies: ['H2'],
        ...impact(50),
      }),
      createHypothesis('H5', null, { files_to_modify: [] }),
    ]);
    expect(
      [...changesByOptimization].map(([id, group]) => [id, ...group.map((change) => change.id)]),
    ).toEqual([
      ['OPT-001', 'H2', 'H4'],
      ['OPT-002', 'H1', 'H3'],
    ]);
    expect(
      plan.map((optimization) => [
        optimization.id,
        optimization.priority,
        optimization.target_files.join(),
      ]),
    ).toEqual([
      ['OPT-001', 'P0', 'b.ts,d.ts'],
      ['OPT-002', 'P3', 'a.ts,c.ts'],
    ]);
    // 50 % of the 70 % that 30 % leave.
    expect(plan[0]?.expected_improvement.percent).toBe(65);
    expect(readPlan(formatPlan(plan))).toEqual(plan);
  });
});

test('TPS-07: counts in the namespace as many as it lists and as the plan has blocks', () => {
  const namespace = strategistNamespace(PLAN, { complexity: 'Medium', discussed: false });
  expect(namespace).toEqual({
    complexity: 'Medium',
    optimization_count: 2,
    priorities: ['P0', 'P2'],
    discuss_used: false,
    optimizations: PLAN.map(({ id, title, priority, target_files }) => ({
      id,
      title,
      priority,
      target_files,
      expected_improvement: 'wall_time by 12.5 %',
      success_criteria: 'wall_time improves by 12.5 %; [list users] latency.p95 <= 40 ms',
    })),
  });
  expect(formatPlan(PLAN).match(/^### OPT-\d{3}: /gmu)).toHaveLength(namespace.optimization_count);
});

test('TPC-03: judges the improvements of a plan by the named metric', () => {
  const impact = { expected_impact: { percent: 30, origin: 'measured', note: '' } } as const;
  const changes = [createHypothesis('H1', null, { files_to_modify: ['a.ts'], ...impact })];
  const criterionOf = (metric?: string) =>
    makePlan(changes, () => metric).plan[0]?.success_criteria[0];
  expect(criterionOf()).toMatchObject({ metric: 'wall_time', value: 30 });
  expect(criterionOf('latency.p50')).toMatchObject({ metric: 'latency.p50', value: 30 });
  // A gain in time implies nothing about memory.
  expect(criterionOf('memory_peak')).toMatchObject({ metric: 'memory_peak', value: 1 });
});
