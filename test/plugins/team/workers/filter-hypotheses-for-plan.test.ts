import { expect, it } from 'vitest';
import { makePlan } from '../../../../plugins/team/strategist/make-optimization-plan.ts';
import {
  addScenarioCriteria,
  excludeAlternatives,
  filterByPath,
} from '../../../../plugins/team/workers/select-applicable-hypotheses-for-plan.ts';
import { sampleHypothesis } from '../../../support/sample-optimization-context.ts';
import { createPatch } from '../../../support/validate-optimization-plan.ts';

const change = (id: string, file: string, more: Parameters<typeof sampleHypothesis>[0] = {}) =>
  sampleHypothesis({
    id,
    key: id,
    files_to_modify: [file],
    apply: createPatch(file, 1, 'x'),
    ...more,
  });

it('TEAM-09: keeps changes in a narrowed scope, but not in a folder that begins alike', () => {
  const all = [change('H1', 'src/a.ts'), change('H2', 'src2/a.ts'), change('H3', 'lib/b.ts')];
  expect(filterByPath(all, ['src/', 'lib/b.ts']).map(({ id }) => id)).toEqual(['H1', 'H3']);
  expect(filterByPath(all, [])).toHaveLength(3);
});

it('TPS-06: plans the first of two alternatives, and reports what cannot be made', () => {
  const { accepted, exclusions } = excludeAlternatives([
    change('H1', 'a.ts'),
    change('H2', 'b.ts', { conflicts_with: ['H1'] }),
    change('H3', 'c.ts', { apply: null }),
    change('H4', 'd.ts', { evidence: [] }),
    change('H5', 'e.ts', { dependencies: ['H3'] }),
    change('H6', 'f.ts', { dependencies: ['H1'] }),
  ]);
  expect(accepted.map(({ id }) => id)).toEqual(['H1', 'H6']);
  expect(exclusions).toEqual([
    'H2 is excluded: H1 is an alternative to this hypothesis',
    'H3 is excluded: the change must be made manually',
    'H4 is excluded: no measurement or finding supports it',
    'H5 is excluded: the change depends on H3, which is excluded',
  ]);
});

it('TPB-05: ties criteria to the scenarios that a change was proposed for, and their metrics', () => {
  const changes = [change('H1', 'a.ts'), change('H2', 'b.ts')];
  const judgedBy = new Map([
    ['H1', { scenario: 'list', metric: 'wall_time' }],
    ['H2', { scenario: 'save', metric: 'latency.p50' }],
  ]);
  const plan = addScenarioCriteria(
    makePlan(changes, ({ id }) => judgedBy.get(id)?.metric),
    judgedBy,
  );
  expect(
    plan.map((optimization) => [
      optimization.expected_improvement.metric,
      optimization.success_criteria,
    ]),
  ).toMatchObject([
    ['wall_time', [{ scenario: 'list', metric: 'wall_time' }]],
    ['latency.p50', [{ scenario: 'save', metric: 'latency.p50' }]],
  ]);
});
