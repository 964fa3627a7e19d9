import { describe, expect, it, test } from 'vitest';
import type {
  CallLoss,
  CheckResult,
} from '../../../../../plugins/optimize/document/behavior-check-result.ts';
import type { Hypothesis } from '../../../../../plugins/optimize/document/optimization-hypothesis.ts';
import type { ChangeToCheck } from '../../../../../plugins/optimize/strike/plan-execution-types.ts';
import {
  describeCounterexample,
  howCompared,
} from '../../../../../plugins/optimize/strike/stages/verify-stage.ts';
import {
  createCostHypothesis,
  createQuickCostsProject,
  executeHypotheses,
} from '../../../../support/execute-hypotheses-with-scripted-costs.ts';

const SAME: CheckResult = {
  state: 'same',
  functions: ['sum'],
  captured: 400,
  made: 9_000,
  seconds: 3,
  assumes: ['Time stands still.'],
};
const DIFFERS: CheckResult = {
  state: 'differs',
  counterexample: {
    call: 'sum([1, 1])',
    before: '2',
    after: '1',
    kind: 'result',
    test: '',
    origin: 'made',
  },
};
const UNKNOWN: CheckResult = { state: 'unknown', reason: 'no call was captured' };

const SLOWER: CallLoss = {
  kind: 'time',
  function: 'sum',
  size: { of: 'lists', up_to: 4 },
  calls: 3,
  share: 0.001,
  ratio: 1.31,
  low: 1.22,
  high: 1.4,
};

const CHECKED: Partial<Hypothesis> = {
  evidence_class: 'checked',
  assumes: ['The list has no holes.'],
};

/** Returns a check that answers by the files of a change. */
const answering =
  (answers: Readonly<Record<string, CheckResult>>, asked: string[] = []) =>
  async ({ files, costsOnly }: ChangeToCheck): Promise<CheckResult> => {
    const key = files.join(' ');
    asked.push(costsOnly ? `costs of ${key}` : key);
    return answers[key] ?? SAME;
  };

test('shortens a call that is too long to be read in a reason', () => {
  const call = `sum([${'1, '.repeat(5_000)}1])`;
  const counterexample = { call, before: '5001', after: 'NaN', test: '' } as const;
  const words = describeCounterexample({
    state: 'differs',
    counterexample: { ...counterexample, kind: 'result', origin: 'made' },
  });
  expect(words).toMatch(/^it behaves differently for sum\(\[1, .{180,}…: 5001 before, NaN after$/u);
  expect(words.length).toBeLessThan(300);
});

describe('changes that depend on a check', () => {
  it('are committed one by one, with their evidence; proven changes are only checked for costs', async () => {
    const project = createQuickCostsProject();
    const asked: string[] = [];
    const given = [
      createCostHypothesis('H1', 40),
      createCostHypothesis('H2', 55),
      createCostHypothesis('H3', 50, '', CHECKED),
      createCostHypothesis('H4', 45, '', { evidence_class: 'guarded' }),
    ];
    const result = await executeHypotheses(project, given, { check: answering({}, asked) });
    expect(result.hypotheses_applied).toEqual(['H1', 'H2', 'H3', 'H4']);
    expect(asked).toEqual([
      'costs of src/h1.mjs',
      'costs of src/h2.mjs',
      'src/h3.mjs',
      'src/h4.mjs',
      given.map(fileOf).join(' '),
    ]);
    expect(result.checks.map(({ id, result: { state } }) => `${id} ${state}`)).toEqual([
      'H3 same',
      'H4 same',
    ]);
    const subjects = project.git('log', '--format=%s', `main..${result.branch}`).split('\n');
    expect(subjects.toReversed().map((line) => line.replace(/\(\+.*/u, ''))).toEqual([
      'perf: apply optimizations H1,H2 ',
      'perf(H3, checked): does H3',
      'perf(H4, guarded): does H4',
    ]);
    const body = project.git('log', '-1', '--skip=1', '--format=%b', result.branch);
    expect(body).toContain('Checked on 9400 calls of 1 function, 9000 of them generated.');
    expect(body).toContain('Assumes:\n- The list has no holes.\n- Time stands still.');
  });

  it('are refused for a difference, a slower size or a missing check, with the reason', async () => {
    const project = createQuickCostsProject();
    const loses: CheckResult = {
      state: 'loses',
      functions: ['sum'],
      losses: [{ ...SLOWER, share: 0.4 }],
    };
    const given = [
      createCostHypothesis('H1', 40, '', CHECKED),
      createCostHypothesis('H2', 50, '', CHECKED),
      // Shown by the source to behave the same.
      createCostHypothesis('H3', 50),
      createCostHypothesis('H4', 50, '', CHECKED),
      // A loss of little time is reported in the commit.
      createCostHypothesis('H5', 40, '', CHECKED),
      // Waiting is no matter of sizes.
      createCostHypothesis('H6', 40, '', { bottleneck_class: 'I/O-DB' }),
      createCostHypothesis('H7', 40, '', { evidence_class: 'guarded' }),
      createCostHypothesis('H8', 40, '', { ...CHECKED, source: 'plugin' }),
    ];
    const answers: Readonly<Record<string, CheckResult>> = {
      'src/h1.mjs': DIFFERS,
      'src/h2.mjs': loses,
      'src/h3.mjs': loses,
      'src/h4.mjs': UNKNOWN,
      'src/h5.mjs': { ...SAME, losses: [SLOWER] } as CheckResult,
      'src/h6.mjs': loses,
      'src/h7.mjs': UNKNOWN,
      'src/h8.mjs': UNKNOWN,
    };
    const result = await executeHypotheses(project, given, { check: answering(answers) });
    expect(result.hypotheses_applied).toEqual(['H5', 'H6', 'H7', 'H8']);
    const slower = 'sum is slower on lists of up to 4 items: 1.31 (1.22 to 1.40)';
    expect(result.hypotheses_removed).toEqual([
      { id: 'H1', reason: 'it behaves differently for sum([1, 1]): 2 before, 1 after' },
      { id: 'H2', reason: `it introduces regressions: ${slower}` },
      { id: 'H3', reason: `it introduces regressions: ${slower}` },
      { id: 'H4', reason: 'it could not be checked: no call was captured' },
    ]);
    expect(result.checks.map(({ id }) => id)).toEqual(['H1', 'H2', 'H3', 'H4', 'H5', 'H7', 'H8']);
    expect(result.warnings).toContain(
      'H8 could not be checked (no call was captured): only the tests verify it.',
    );
    const log = project.git('log', '--format=%s%n%b', `main..${result.branch}`);
    expect(log).toContain('perf(H8, not checked): does H8');
    expect(log).toContain(`Regressions:\n- ${slower}`);
  });

  it('are refused when they behave differently only together', async () => {
    const given = [
      createCostHypothesis('H1', 50, '', CHECKED),
      createCostHypothesis('H2', 50, '', CHECKED),
    ];
    const both = given.map(fileOf).join(' ');
    const result = await executeHypotheses(createQuickCostsProject(), given, {
      check: answering({ [both]: DIFFERS }),
    });
    expect(result.hypotheses_applied).toEqual(['H1']);
    expect(result.hypotheses_removed[0]?.reason).toBe(
      'breaks only in combination with H1 (H1 + H2): it behaves differently for sum([1, 1]): 2 before, 1 after',
    );
  });
});

function fileOf({ id }: { readonly id: string }): string {
  return `src/${id.toLowerCase()}.mjs`;
}

it('lets calls overlap except against processor time, and checks only the cost of what is proven', () => {
  const change = { bottleneck_class: 'CPU', evidence_class: 'checked' } as const;
  expect(howCompared([change])).toEqual({ mayOverlap: false, costsOnly: false });
  expect(howCompared([{ ...change, bottleneck_class: 'I/O-DB' }]).mayOverlap).toBe(true);
  expect(howCompared([{ ...change, evidence_class: 'proven' }]).costsOnly).toBe(true);
});
