/** Endings of an execution and leftovers, on real repositories whose code states its cost. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createCostHypothesis,
  createCostsProject,
  createQuickCostsProject,
  executeHypotheses,
} from '../../../support/execute-hypotheses-with-scripted-costs.ts';
import { digestProject } from '../../../support/optimization-hypothesis-project.ts';

describe('the commit of a strike', () => {
  it('X814-22: is timed function by function, before and after', async () => {
    const result = await executeHypotheses(
      createQuickCostsProject(),
      [createCostHypothesis('H1', 40), createCostHypothesis('H2', 55)],
      {
        instrumentation: async (root) => {
          const text = readFileSync(join(root, 'src/h1.mjs'), 'utf8');
          return { align: text.includes('cost = 40;') ? 450 : 3_500, parse: 2_800 };
        },
      },
    );
    const [align, parse] = result.functions;
    expect(align).toMatchObject({ function: 'align', before_ms: 3_500, after_ms: 450 });
    expect(align?.delta_pct.toFixed(0)).toBe('-87');
    expect(parse).toMatchObject({ function: 'parse', before_ms: 2_800, delta_pct: 0 });
  });
});

it('X814-22: reports functions that cannot be timed, and keeps the gain', async () => {
  const project = createQuickCostsProject();
  const result = await executeHypotheses(project, [createCostHypothesis('H1', 40)], {
    instrumentation: async () => {
      throw new Error('the program exited with code 1');
    },
  });
  expect(result).toMatchObject({ hypotheses_applied: ['H1'], functions: [] });
  expect(result.warnings).toContain('Cannot time functions: the program exited with code 1');
  expect(project.git('log', '--format=%s', `main..${result.branch}`)).toMatch(/^perf: /u);
});

describe('the handling of broken changes', () => {
  it('X814-18: fixes a program that a signal ends once, and searches for what crashes again', async () => {
    const crashing = 'sh test/run.sh && if grep -q crash src/h1.mjs; then kill -SEGV $$; fi';
    let repairs = 0;
    const result = await executeHypotheses(
      createCostsProject(),
      [createCostHypothesis('H1', 40, 'crash'), createCostHypothesis('H2', 50)],
      {
        testCommand: crashing,
        repair: async ({ root }) => {
          repairs += 1;
          const file = join(root, 'src/h2.mjs');
          writeFileSync(file, `${readFileSync(file, 'utf8')}// mended\n`);
          return true;
        },
      },
    );
    expect(repairs).toBe(1);
    // Two attempts in the log: the first, and another after the fix.
    expect(result.rows.map(({ phase, hypotheses, status }) => [phase, hypotheses, status])).toEqual(
      [
        ['strike', 'H1,H2', 'removed'],
        ['strike', 'H1,H2', 'removed'],
        ['bisect', 'H1', 'removed'],
        ['strike', 'H2', 'applied'],
      ],
    );
    expect(result.hypotheses_removed).toEqual([
      { id: 'H1', reason: expect.stringContaining('was terminated by SIGSEGV') },
    ]);
    expect(result.hypotheses_applied).toEqual(['H2']);
  });

  it('X814-19: reverts all and blames nobody when the tests now fail without any change too', async () => {
    const project = createQuickCostsProject();
    const before = digestProject(project.root);
    // The environment of the tests breaks while H1 is applied, as by a stopped database or a full
    // disk.
    const gone = join(project.cache, 'gone');
    const testCommand = `if grep -q stop src/h1.mjs; then touch '${gone}'; fi; if test -e '${gone}'; then echo 'not ok 1 - connects'; exit 1; fi; sh test/run.sh`;
    const given = [createCostHypothesis('H1', 40, 'stop'), createCostHypothesis('H2', 50)];
    const result = await executeHypotheses(project, given, { testCommand });
    expect(result).toMatchObject({
      stop_reason: 'all tests failed',
      strike_result: 'failed',
      hypotheses_applied: [],
      hypotheses_removed: [],
      remaining: ['H1', 'H2'],
      branch: '',
    });
    expect(result.warnings.join('\n')).toMatch(/now fail without any change \(connects\)/u);
    expect(project.git('branch', '--list')).toBe('* main');
    expect(digestProject(project.root)).toEqual(before);
  });
});
