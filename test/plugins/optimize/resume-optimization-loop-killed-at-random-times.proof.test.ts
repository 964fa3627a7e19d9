/** Loops and executors that are killed at random moments, which the quick set cannot show. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  killOptimizationLoopOnce,
  runUninterruptedLoop,
} from '../../support/kill/kill-and-resume-optimization-loop.ts';
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
