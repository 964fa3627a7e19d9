/** One hypothesis at a time, accepted or discarded: real repositories, measured by their costs. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Hypothesis } from '../../../../plugins/optimize/document/optimization-hypothesis.ts';
import {
  createCostComparison,
  createCostHypothesis,
  createQuickCostsProject,
  executeHypotheses,
} from '../../../support/execute-hypotheses-with-scripted-costs.ts';
import {
  createHypothesis,
  createLinePatch,
  digestProject,
} from '../../../support/optimization-hypothesis-project.ts';

const impact = (percent: number): Pick<Hypothesis, 'expected_impact'> => ({
  expected_impact: { percent, origin: 'estimated', note: '' },
});

/** Returns the cost in the first change that lowers the project's total from 900 to `sum`. */
const leaving = (sum: number): number => 100 - (900 - sum);

type Executed = Awaited<ReturnType<typeof executeHypotheses>>;
const removedOf = (result: Executed): Readonly<Record<string, string>> =>
  Object.fromEntries(result.hypotheses_removed.map(({ id, reason }) => [id, reason]));
const statusOf = (result: Executed): readonly (readonly [string, string])[] =>
  result.rows.map(({ hypotheses, status }) => [hypotheses, status]);

describe('the executor `sequential`', () => {
  it('X814-24: tries the most promising first, and commits each accepted change as the new baseline', async () => {
    const project = createQuickCostsProject();
    const before = digestProject(project.root);
    const given = [
      createCostHypothesis('H1', -100, '', impact(20)),
      createCostHypothesis('H2', -300, '', impact(60)),
      createCostHypothesis('H3', 60, '', impact(5)),
      createCostHypothesis('H4', -20, '', { ...impact(30), conflicts_with: ['H2'] }),
      createCostHypothesis('H5', -40, '', { ...impact(90), dependencies: ['H3'] }),
      createCostHypothesis('H6', 10, 'broken', impact(4)),
      createCostHypothesis('H7', 95, '', impact(3)),
      createCostHypothesis('H8', -20, '', { ...impact(2), dependencies: ['H7'] }),
    ];
    const result = await executeHypotheses(project, given, { executor: 'sequential' });
    // H2: 900 to 500; H1: 500 to 300; H3 gains 13.3 % of the rest; H5 needs H3.
    expect(statusOf(result)).toEqual([
      ['H2', 'keep'],
      ['H4', 'skip'],
      ['H1', 'keep'],
      ['H3', 'keep'],
      ['H5', 'keep'],
      ['H6', 'discard'],
      ['H7', 'discard'],
      ['H8', 'skip'],
    ]);
    expect(result.rows[2]).toMatchObject({
      phase: 'sequential',
      baseline_ms: '500',
      result_ms: '300',
      improvement_pct: '40.0',
    });
    expect(removedOf(result)).toEqual({
      H4: 'conflicts with H2, which was accepted',
      H6: expect.stringMatching(/^a test fails with the change/u),
      H7: 'gains 4.2%, less than 10%',
      H8: 'dependency H7 removed',
    });
    expect(project.git('log', '--format=%s', `main..${result.branch}`).split('\n')).toEqual([
      'perf(H5): does H5 (+53.8%)',
      'perf(H3): does H3 (+13.3%)',
      'perf(H1): does H1 (+40.0%)',
      'perf(H2): does H2 (+44.4%)',
    ]);
    expect(result.strike_result).toBe('bisected');
    expect(digestProject(project.root)).toEqual(before);
  });

  it('removes what a later change has made needless, and commits the rest anew', async () => {
    const project = createQuickCostsProject();
    // H2 has the effect of H1 too.
    const timeIn = (folder: string): number => {
      const [first, second] = ['h1', 'h2'].map((name) =>
        readFileSync(join(folder, `src/${name}.mjs`), 'utf8').includes(' = 1;'),
      );
      return second ? 300 : first ? 600 : 900;
    };
    const given = [
      createCostHypothesis('H1', 1, '', impact(60)),
      createCostHypothesis('H2', 1, '', impact(20)),
    ];
    const result = await executeHypotheses(project, given, {
      executor: 'sequential',
      measure: async (base, head) => createCostComparison(timeIn(base), timeIn(head)),
    });
    expect(statusOf(result)).toEqual([
      ['H1', 'keep'],
      ['H2', 'keep'],
      ['H1', 'removed'],
    ]);
    expect(result.hypotheses_applied).toEqual(['H2']);
    expect(project.git('log', '--format=%s', `main..${result.branch}`)).toBe('perf(H2): does H2');
    expect(project.git('diff', '--name-only', 'main', result.branch)).toBe('src/h2.mjs');
  });

  it('X814-24: treats an end by a signal as a crash, and a gain that may be noise as none', async () => {
    const given = [createCostHypothesis('H1', 10, 'crash'), createCostHypothesis('H2', 10)];
    const testCommand = 'sh test/run.sh && if grep -q crash src/h1.mjs; then kill -SEGV $$; fi';
    const result = await executeHypotheses(createQuickCostsProject(), given, {
      executor: 'sequential',
      testCommand,
      measure: async () => ({ ...createCostComparison(900, 500), verdict: 'inconclusive' }),
    });
    expect(statusOf(result)).toEqual([
      ['H1', 'crash'],
      ['H2', 'discard'],
    ]);
    expect(removedOf(result).H2).toBe('gains 44.4%, which may be noise');
  });

  it('X814-25: discards 15 % for 60 % more lines', async () => {
    const text =
      "const rows = 5;\n// row\n// row\nexport const cost = 100;\nexport const note = '';\n";
    const patch = [
      '--- a/src/h1.mjs',
      '+++ b/src/h1.mjs',
      '@@ -4,2 +4,5 @@',
      '-export const cost = 100;',
      `+export const cost = ${leaving(765)};`,
      ...['+// more', '+// more', '+// more'],
      " export const note = '';",
      '',
    ].join('\n');
    const apply = { kind: 'patch', patch } as const;
    const change = createHypothesis('H1', apply, { files_to_modify: ['src/h1.mjs'] });
    const project = createQuickCostsProject({ 'src/h1.mjs': text });
    const result = await executeHypotheses(project, [change], { executor: 'sequential' });
    expect(removedOf(result)).toEqual({ H1: 'gains 15.0% with 60% more lines' });
  });
});

/** A function that contains its cost, next to another constant in the same file. */
const ONE = 'src/h1.mjs';
const FUNCTION_FILE = `export function work() {
  const cost = 100;
  return cost;
}
export const cost = 100;
export const note = '';
`;

function functionChange(id: string, line: 2 | 5, cost: number): Hypothesis {
  const rows = FUNCTION_FILE.trimEnd().split('\n');
  const text = rows[line - 1] ?? '';
  const patch = createLinePatch(ONE, rows, line - 1, text.replace('100', String(cost)));
  return createHypothesis(id, { kind: 'patch', patch }, { files_to_modify: [ONE] });
}

/** Measures the cost written in the function, in ten runs with one outlier. */
const measureFunction: NonNullable<Parameters<typeof executeHypotheses>[2]>['measure'] = async (
  base,
  head,
) => {
  const costOf = (root: string): number =>
    Number(/const cost = (\d+(?:\.\d+)?)/u.exec(readFileSync(join(root, ONE), 'utf8'))?.[1]);
  const values = (cost: number): readonly number[] => [...Array(9).fill(cost), cost * 2];
  const [before, after] = [costOf(base), costOf(head)];
  return {
    ...createCostComparison(before, after),
    values: { base: values(before), head: values(after) },
  };
};

const plan = { executor: 'function', about: `${ONE}::work`, measure: measureFunction } as const;

describe('the executor `function`', () => {
  const project = () => createQuickCostsProject({ [ONE]: FUNCTION_FILE });

  it('X814-26: accepts 10 % but not 9.9 %, and logs median and p95 of both sides', async () => {
    // The first change is discarded, so that the second is compared with the same base.
    const given = [
      { ...functionChange('H1', 2, 90.1), ...impact(20) },
      { ...functionChange('H2', 2, 90), ...impact(10) },
    ];
    const result = await executeHypotheses(project(), given, plan);
    expect(statusOf(result)).toEqual([
      ['H1', 'discard'],
      ['H2', 'keep'],
    ]);
    const log = readFileSync(join(dirname(result.logFile), 'functions.tsv'), 'utf8');
    expect(
      log
        .trimEnd()
        .replaceAll(/^\S+\t/gmu, '')
        .split('\n'),
    ).toEqual([
      'hypothesis\truns\tbaseline_median_ms\tbaseline_p95_ms\tresult_median_ms\tresult_p95_ms\timprovement_pct\tstatus',
      'H1\t10\t100\t200\t90.1\t180.2\t9.9\tdiscard',
      'H2\t10\t100\t200\t90\t180\t10.0\tkeep',
    ]);
  });

  it('X814-26: skips a change of anything outside the function', async () => {
    const given = [
      functionChange('H1', 5, 50),
      createCostHypothesis('H2', 10),
      createHypothesis(
        'H3',
        {
          kind: 'patch',
          patch: '--- /dev/null\n+++ b/src/new.mjs\n@@ -0,0 +1,1 @@\n+export {};\n',
        },
        { files_to_modify: ['src/new.mjs'] },
      ),
    ];
    const result = await executeHypotheses(project(), given, plan);
    expect(removedOf(result)).toEqual({
      H1: 'changes line 5 of src/h1.mjs, which is outside work',
      H2: 'changes src/h2.mjs, which is outside work',
      H3: 'changes src/new.mjs, which is outside work',
    });
    expect(existsSync(join(dirname(result.logFile), 'functions.tsv'))).toBe(false);
  });

  it('X814-26: skips a change when the tests fail now and then with it alone', async () => {
    const flaky = `
      grep -q 'const cost = 50;' ${ONE} || exit 0
      printf x >> '$RUNS'
      test $(($(wc -c < '$RUNS') % 2)) -eq 0 || { echo 'not ok 1 - sometimes'; exit 1; }
    `;
    const at = project();
    const testCommand = flaky.replaceAll('$RUNS', join(at.cache, 'runs'));
    const result = await executeHypotheses(at, [functionChange('H1', 2, 50)], {
      ...plan,
      testCommand,
    });
    expect(statusOf(result)).toEqual([['H1', 'skip']]);
    expect(removedOf(result).H1).toMatch(/fails intermittently with the change/u);
  });
});
