/** Tests that fail, now and then fail, or never end before anything was changed. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createCostHypothesis,
  createCostsProject,
  createQuickCostsProject,
  executeHypotheses,
  withShortTestTimeout,
} from '../../../support/execute-hypotheses-with-scripted-costs.ts';

const note = (): string => join(mkdtempSync(join(tmpdir(), 'perf-harness-runs-')), 'runs');
const runsIn = (file: string): number => readFileSync(file, 'utf8').length;

describe('tests of unmodified code', () => {
  it('X814-03: block with their output when they fail in a second run too', async () => {
    const runs = note();
    const testCommand = `printf x >> ${runs}; echo "not ok 1 - it works"; exit 1`;
    await expect(
      executeHypotheses(createQuickCostsProject(), [createCostHypothesis('H1', 50)], {
        testCommand,
      }),
    ).rejects.toMatchObject({
      message: `the tests fail on unmodified code: \`${testCommand}\` exited with code 1\nnot ok 1 - it works`,
      remedy: 'Make the tests pass first.',
      exitCode: 8,
    });
    expect(runsIn(runs)).toBe(2);
  });

  it('D7: do not block when they fail once and then pass', async () => {
    const runs = note();
    const testCommand = `printf x >> ${runs}; test "$(wc -c < ${runs})" -gt 1`;
    const result = await executeHypotheses(
      createQuickCostsProject(),
      [createCostHypothesis('H1', 50)],
      {
        testCommand,
      },
    );
    expect(result.hypotheses_applied).toEqual(['H1']);
  });

  it('SH8-04: block after one run that takes too long, with the limit in minutes', async () => {
    let runs = 0;
    const settings = { testCommand: 'sleep 600', testTimeoutMs: 12_000 };
    const project = withShortTestTimeout(createCostsProject(), () => {
      runs += 1;
      return true;
    });
    await expect(
      executeHypotheses(project, [createCostHypothesis('H1', 50)], settings),
    ).rejects.toMatchObject({
      message: 'the tests fail on unmodified code: timeout after 0.2min',
      remedy: 'Specify a faster test command in docs/project/tech_stack.md.',
      exitCode: 8,
    });
    expect(runs).toBe(1);
  });
});
