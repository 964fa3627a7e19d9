/** Findings of the plan check, each on a plan with the flaw and on a plan without it. */
import { describe, expect, it } from 'vitest';
import type { ContextBlock } from '../../../../plugins/optimize/context/optimization-context-block-schema.ts';
import type { Hypothesis } from '../../../../plugins/optimize/document/optimization-hypothesis.ts';
import { PLAN_CHECKS } from '../../../../plugins/optimize/validate/checks/all-plan-checks.ts';
import { type Plan, REVIEW_AREAS } from '../../../../plugins/optimize/validate/plan-check-types.ts';
import {
  sampleBottleneck,
  sampleHypothesis,
  sampleOptimizationContext,
  samplePerformanceMap,
  samplePerformanceMapHypothesis,
  samplePerformanceMapStep,
} from '../../../support/sample-optimization-context.ts';
import {
  createPatch,
  createPlanProject,
  validateOptimizationPlan,
} from '../../../support/validate-optimization-plan.ts';

const project = createPlanProject();

/** Returns a hypothesis that changes one line of a file. */
function changing(id: string, line: number, changes: Partial<Hypothesis> = {}): Hypothesis {
  const [file = 'src/users.ts'] = changes.files_to_modify ?? [];
  const apply = createPatch(file, line, `${line} + 0`);
  return sampleHypothesis({ id, files_to_modify: [file], apply, ...changes });
}

/** Findings of the checks that compute, for a plan of which every change applies. */
function findingsOf(changes: Partial<ContextBlock>) {
  const isFile = (path: string): boolean => /^src\/(?:users|other)\.ts$/u.test(path);
  const block = sampleOptimizationContext(changes);
  const plan: Plan = { block, isFile, dryRun: null, isKnownConflict: () => false };
  const answers = PLAN_CHECKS.map(({ check }) => check(plan));
  return {
    concerns: answers.flatMap(({ concerns = [] }) => concerns),
    invalid: answers.flatMap(({ invalid = [] }) => invalid),
    missing: answers.flatMap(({ missing = [] }) => missing),
  };
}

const details = (concerns: readonly { readonly detail: string }[]) =>
  concerns.map(({ detail }) => detail);

describe('the plan check', () => {
  it('V813-03: rejects a hypothesis with a missing file, or with a file outside the project', () => {
    const made = '--- /dev/null\n+++ b/src/new.ts\n@@ -0,0 +1,1 @@\n+export {};\n';
    const { invalid } = findingsOf({
      hypotheses: [
        changing('H1', 5),
        sampleHypothesis({ id: 'H2', files_to_modify: ['src/gone.ts'] }),
        sampleHypothesis({ id: 'H3', files_to_modify: ['../src/users.ts'] }),
        sampleHypothesis({ id: 'H4', files_to_modify: ['/etc/passwd'] }),
        sampleHypothesis({
          id: 'H5',
          files_to_modify: ['src/new.ts'],
          apply: { kind: 'patch', patch: made },
        }),
      ],
    });
    expect(invalid).toEqual([
      { id: 'H2', reason: 'src/gone.ts does not exist' },
      { id: 'H3', reason: '../src/users.ts is outside the project' },
      { id: 'H4', reason: '/etc/passwd is outside the project' },
    ]);
  });

  it('V813-04: reports an overlap for the same lines, but not for other lines of the same file', async () => {
    const { result, after } = await validateOptimizationPlan(project, {
      hypotheses: [
        changing('H1', 3),
        changing('H2', 12),
        sampleHypothesis({
          id: 'H3',
          apply: createPatch('src/users.ts', 12, '99'),
          bottleneck_addressed: '1',
        }),
      ],
    });
    const overlaps = result.concerns.filter(({ type }) => type === 'file_overlap');
    expect(details(overlaps)).toEqual([
      'H2 and H3 touch the same lines of src/users.ts, at line 12',
    ]);
    // They cannot be applied in the same batch: only one of them is used.
    expect(after.hypotheses.map((hypothesis) => hypothesis.conflicts_with)).toEqual([
      [],
      ['H3'],
      ['H2'],
    ]);
    expect(result.verdict).toBe('GO_WITH_CONCERNS');
  });

  it('V813-05: lists a confirmed suspicion without a hypothesis, and nothing else', async () => {
    const map = samplePerformanceMap({
      steps: [
        samplePerformanceMapStep(),
        samplePerformanceMapStep({ id: '2', location: 'src/other.ts:1' }),
      ],
      suspicion_stack: [
        samplePerformanceMapHypothesis(),
        samplePerformanceMapHypothesis({
          id: 'S2',
          location: 'src/other.ts:4',
          affected_steps: ['2'],
        }),
        samplePerformanceMapHypothesis({ id: 'S3', verdict: 'dismissed', affected_steps: ['2'] }),
      ],
    });
    const both = [
      changing('H1', 3),
      changing('H2', 4, {
        files_to_modify: ['src/other.ts'],
        bottleneck_addressed: '2',
        evidence: ['2', 'S2'],
      }),
    ];
    expect(findingsOf({ performance_map: map, hypotheses: both }).missing).toEqual([]);
    const { result, after } = await validateOptimizationPlan(project, {
      performance_map: map,
      hypotheses: both.slice(0, 1),
    });
    expect(result.feasibility_result.missing.map(({ suspicion }) => suspicion)).toEqual(['S2']);
    expect(result.feasibility_result.missing[0]?.note).toMatch(/^MISSING_HYPOTHESIS: /);
    expect(result.hypotheses_added).toEqual(['H2']);
    expect(after.hypotheses[1]).toMatchObject({ id: 'H2', evidence: ['S2'], apply: null });
  });

  it('V813-06: rates a hypothesis as weak when nobody found its evidence', () => {
    const { concerns } = findingsOf({
      hypotheses: [
        changing('H1', 3),
        changing('H2', 8, { evidence: [] }),
        changing('H3', 14, { evidence: ['nothing'] }),
      ],
    });
    const weak = concerns.filter(({ type }) => type === 'WEAK_EVIDENCE');
    expect(details(weak)).toEqual([
      'H2 names no evidence',
      'H3 rests on unknown evidence: nothing',
    ]);
  });

  it('V813-07: flags and fixes an invented or one-sided conflict', async () => {
    const steps = [
      samplePerformanceMapStep(),
      samplePerformanceMapStep({ id: '2', location: 'src/other.ts:1' }),
    ];
    const elsewhere = { files_to_modify: ['src/other.ts'], bottleneck_addressed: '2' };
    const plan = {
      performance_map: samplePerformanceMap({ steps }),
      hypotheses: [
        changing('H1', 3, { conflicts_with: ['H2', 'H3', 'H9'] }),
        changing('H2', 12),
        changing('H3', 12, { ...elsewhere, conflicts_with: ['H1'] }),
      ],
    };
    const { result, after } = await validateOptimizationPlan(project, plan);
    const bad = result.concerns.filter(({ type }) => type === 'BAD_CONFLICT');
    expect(details(bad)).toEqual([
      'H1 conflicts with H2: H2 does not declare the conflict',
      'H1 conflicts with H3: the two hypotheses share no step and no line',
      'H1 conflicts with H9: the hypothesis does not exist',
      'H3 conflicts with H1: the two hypotheses share no step and no line',
    ]);
    expect(after.hypotheses.map((hypothesis) => hypothesis.conflicts_with)).toEqual([
      ['H2'],
      ['H1'],
      [],
    ]);
    const known = await validateOptimizationPlan(project, plan, { isKnownConflict: () => true });
    expect(known.after.hypotheses.map((hypothesis) => hypothesis.conflicts_with)).toEqual([
      ['H2', 'H3'],
      ['H1'],
      ['H1'],
    ]);
  });

  it('V813-08: suggests settings for a plan that begins at level 4 or 5', () => {
    for (const [level, expected] of [
      [1, []],
      [3, []],
      [4, ['config-level fix may be available']],
      [5, ['config-level fix may be available']],
    ] as const) {
      const { concerns } = findingsOf({ hypotheses: [changing('H1', 3, { fix_level: level })] });
      expect(details(concerns)).toEqual(expected);
    }
  });

  it('V813-09: reports a removal as a concern without an alternative, but not with an alternative', () => {
    const removal = changing('H2', 12, { removes: true });
    expect(findingsOf({ hypotheses: [changing('H1', 3), removal] }).concerns).toEqual([
      { type: 'removal', detail: 'removal without optimization alternative', hypothesis: 'H2' },
    ]);
    const paired = { ...removal, pair: 'H1' };
    expect(findingsOf({ hypotheses: [changing('H1', 3), paired] }).concerns).toEqual([]);
  });

  it('V813-10: marks a premise that no measurement shows as not verified', () => {
    const premises = [
      { text: 'rows stay below 100', measurement: null },
      { text: 'the pool is full', measurement: 'E9' },
      { text: 'step 1 takes half', measurement: '1' },
    ];
    const { concerns } = findingsOf({ hypotheses: [changing('H1', 3, { premises })] });
    expect(details(concerns)).toEqual([
      'assumption not verified: rows stay below 100',
      'assumption not verified: the pool is full',
    ]);
  });

  it('V813-11: expects a service with available code to be profiled inside', () => {
    const call = samplePerformanceMapStep({
      id: '1.1',
      type: 'http_call',
      service: 'billing',
      time_share_pct: 40,
    });
    const inside = {
      ...call,
      children: [samplePerformanceMapStep({ id: '1.1.1', service: 'billing' })],
    };
    const with_ = (children: typeof call) => ({
      service_topology: { billing: 'services/billing' },
      performance_map: samplePerformanceMap({
        steps: [samplePerformanceMapStep({ children: [children] })],
      }),
      hypotheses: [changing('H1', 3)],
    });
    expect(details(findingsOf(with_(call)).concerns)).toEqual([
      'service billing profiled at surface level only',
    ]);
    expect(findingsOf(with_(inside)).concerns).toEqual([]);
    const foreign = { ...with_(call), service_topology: { users: 'services/users' } };
    expect(findingsOf(foreign).concerns).toEqual([]);
  });

  it('V813-14: has a check for every area, and the computed checks find what they are for', async () => {
    const small = samplePerformanceMapStep({ id: '2', time_share_pct: 3 });
    const steps = [samplePerformanceMapStep(), small];
    const map = samplePerformanceMap({
      steps,
      top_bottlenecks: steps.map((step) => sampleBottleneck(step)),
      trials: 2,
      lacks: ['The load was too low.'],
    });
    const { result } = await validateOptimizationPlan(project, {
      performance_map: map,
      hypotheses: [
        changing('H1', 3, { expected_impact: { percent: 60, origin: 'estimated', note: '' } }),
        changing('H2', 8, { bottleneck_addressed: '9' }),
        changing('H3', 12, { dependencies: ['H7'] }),
        changing('H4', 15, { dependencies: ['H5'] }),
        changing('H5', 18, { dependencies: ['H4'] }),
      ],
    });
    expect(Object.keys(result.areas)).toEqual([...REVIEW_AREAS]);
    for (const area of REVIEW_AREAS) expect(result.areas[area]).not.toBe('not automated');
    expect(details(result.concerns)).toEqual([
      'H1 claims to save 60 %, but step 1 takes only 50 % of the time',
      'the baseline rests on only 2 trials',
      'The load was too low.',
    ]);
    expect(
      result.feasibility_result.invalid_hypotheses.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    ).toEqual([
      { id: 'H2', reason: 'step 9 is not in the performance map' },
      { id: 'H3', reason: 'it needs H7, which is not planned' },
      { id: 'H4', reason: 'its dependencies form a cycle' },
      { id: 'H5', reason: 'its dependencies form a cycle' },
    ]);
  });
});
