/** A process killed in every phase, not shown by the quick set, which only cuts off file writes. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  computeUninterruptedTree,
  crashLoopHost,
  expectOptimizationLoopResumes,
  killLoopProcess,
  LOOP_MOMENTS,
} from '../../support/kill/expect-optimization-loop-resumes.ts';

let tree = '';
beforeAll(async () => {
  tree = await computeUninterruptedTree();
});

describe('a loop with a killed process', () => {
  it.each(LOOP_MOMENTS)(
    'OPT-16, OPT-20, OPT-21: resumes when it was killed in cycle %i, %s %s',
    async (...moment) => {
      const { git } = await expectOptimizationLoopResumes(killLoopProcess, moment, tree);
      expect(git('worktree', 'list').split('\n')).toHaveLength(1);
    },
  );

  it.each(LOOP_MOMENTS)(
    'OPT-16: resumes when it only stopped writing in cycle %i, %s %s',
    async (...moment) => {
      await expectOptimizationLoopResumes(crashLoopHost, moment, tree);
    },
  );
});
