/** Tests that fail, now and then fail, or never end before anything was changed. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createCostHypothesis,
  createCostsProject,
  executeHypotheses,
  withShortTestTimeout,
} from '../../../support/execute-cost-hypotheses.ts';

const note = (): string => join(mkdtempSync(join(tmpdir(), 'perf-harness-runs-')), 'runs');
const runsIn = (file: string): number => readFileSync(file, 'utf8').length;

describe('tests of unmodified code', () => {
  it('X814-03: that fail block, with what they printed, after a second run', async () => {
    const runs = note();
    const testCommand = `printf x >> ${runs}; echo "not ok 1 - it works"; exit 1`;
    await expect(
      executeHypotheses(createCostsProject(), [createCostHypothesis('H1', 50)], { testCommand }),
    ).rejects.toMatchObject({
      message: `test fails on unmodified code: \`${testCommand}\` ended with exit code 1\nnot ok 1 - it works`,
      remedy: 'Make the tests pass first.',
      exitCode: 8,
    });
    expect(runsIn(runs)).toBe(2);
  });

  it('D7: that fail once and pass then do not block', async () => {
    const runs = note();
    const testCommand = `printf x >> ${runs}; test "$(wc -c < ${runs})" -gt 1`;
    const result = await executeHypotheses(createCostsProject(), [createCostHypothesis('H1', 50)], {
      testCommand,
    });
    expect(result.hypotheses_applied).toEqual(['H1']);
  });

  it('SH8-04: that take too long block after one run, with the limit in minutes', async () => {
    let runs = 0;
    const settings = { testCommand: 'sleep 600', testTimeoutMs: 12_000 };
    const project = withShortTestTimeout(createCostsProject(), () => {
      runs += 1;
      return true;
    });
    await expect(
      executeHypotheses(project, [createCostHypothesis('H1', 50)], settings),
    ).rejects.toMatchObject({
      message: 'test fails on unmodified code: timeout after 0.2min',
      remedy: 'Name a test command that takes less, in docs/project/tech_stack.md.',
      exitCode: 8,
    });
    expect(runs).toBe(1);
  });
});
