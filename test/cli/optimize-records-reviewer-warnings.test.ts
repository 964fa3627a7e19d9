/** A reviewer program for the loop's plan check: recorded, then replayed without the program. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { renderContext } from '../../plugins/optimize/context/render-optimization-context-file.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import {
  sampleHypothesis,
  sampleOptimizationContext,
} from '../support/sample-optimization-context.ts';
import { createPatch, createPlanProject } from '../support/validate-optimization-plan.ts';

it('V813-13: records and replays the warning of a reviewer, and ignores a reviewer that crashes', async () => {
  const project = createPlanProject();
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-review-'));
  const file = (name: string): string => join(folder, name);
  const detail = 'The list may change meanwhile.';
  const opinion = { area: 'strike_safety', hypothesis: 'H1', claim: 'concern', detail };
  const review = { verdict: 'approve', opinions: [opinion], summary: '' };
  writeFileSync(file('look.mjs'), `console.log(${JSON.stringify(JSON.stringify(review))});`);
  const program = (id: string, ...words: readonly string[]) => ({
    id,
    network: false,
    env: [],
    command: [process.execPath, ...words],
  });
  const reviewers = [program('look', file('look.mjs')), program('gone', file('gone.mjs'))];
  const check = async (...settings: readonly string[]) => {
    const hypotheses = [sampleHypothesis({ apply: createPatch('src/users.ts', 3, '0') })];
    writeFileSync(file('context.md'), renderContext(sampleOptimizationContext({ hypotheses })));
    const asked = ['--reviewers', JSON.stringify(reviewers), ...settings];
    const args = ['optimize-worker', 'validate', 'list-users', file('context.md'), ...asked];
    const env = { PERF_HARNESS_CACHE: file('cache') };
    const { code, out, err } = await runCommandInProcess(args, {
      cwd: project.root,
      env,
      isLight: true,
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    return JSON.parse(out);
  };
  const answers = file('answers');
  const first = await check('--record', answers);
  expect(first.concerns).toContainEqual({ type: 'strike_safety', detail, hypothesis: 'H1' });
  expect(first.reviewers).toEqual([
    { id: 'look', state: 'answered', verdict: 'approve' },
    { id: 'gone', state: 'failed', reason: expect.stringContaining('exited with code 1') },
  ]);
  expect(readFileSync(file('context.md'), 'utf8')).toContain(detail);
  expect(readdirSync(answers)).toEqual(['cycle-1-reviewer-look.json']);
  expect(readdirSync(join(file('cache'), 'worktrees'))).toEqual([]);

  rmSync(file('look.mjs'));
  const again = await check('--replay', answers);
  expect(again.concerns).toEqual(first.concerns);
  expect(again.reviewers[1].reason).toContain('has no recorded answer for cycle-1-reviewer');
});
