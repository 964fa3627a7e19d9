/** Loops and executors that are killed at random moments, which the quick set cannot show. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, test } from 'vitest';
import {
  killOptimizationLoopOnce,
  runUninterruptedLoop,
} from '../../support/kill/kill-and-resume-optimization-loop.ts';
import { createLoopProject, readBranchTree } from '../../support/kill/optimization-loop-project.ts';
import type { HypothesisProject } from '../../support/optimization-hypothesis-project.ts';
import { createDraws } from '../../support/random-draws.ts';

/** Three of the hundred moments of the bench. */
const SEED = 20_814;
const MOMENTS = 3;

describe('a loop killed at a random moment', () => {
  let usual: Awaited<ReturnType<typeof runUninterruptedLoop>>;
  beforeAll(async () => {
    usual = await runUninterruptedLoop('mock');
  });
  const { uniform } = createDraws(SEED);

  it('reaches the expected outcome when undisturbed', () => {
    expect(usual.outcome.applied).toEqual([['H1', 'H3'], ['H6']]);
  });

  it.each(Array.from({ length: MOMENTS }, uniform))(
    'OPT-20: resumes as if undisturbed (at %f of its time)',
    async (moment) => {
      const killed = await killOptimizationLoopOnce('mock', moment * usual.durationMs);
      expect(killed).toMatchObject({ outcome: usual.outcome, isUntouched: true, left: [] });
    },
  );
});

/** True if the worktrees of the loop and of its executor exist. */
function isExecuting({ cache }: HypothesisProject): boolean {
  const folder = join(cache, 'worktrees');
  return existsSync(folder) && readdirSync(folder).length > 1;
}

test('OPT-20: a loop resumes when it was killed while its executor was at work', async () => {
  const killed = await killOptimizationLoopOnce('quick', isExecuting);
  expect(killed.killedAfterMs).not.toBeNull();
  const improved = createLoopProject('quick');
  const text = readFileSync(join(improved.root, 'src/h1.mjs'), 'utf8');
  improved.commit('improved', { 'src/h1.mjs': text.replace('100', '40') });
  const outcome = { applied: [['H1']], tree: readBranchTree(improved.root, 'HEAD') };
  expect(killed).toMatchObject({ outcome, isUntouched: true, left: [] });
});
