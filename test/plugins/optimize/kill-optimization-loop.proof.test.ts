/** A process killed in every phase, not shown by the quick set, which only cuts off file writes. */
import { beforeAll, describe, it } from 'vitest';
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

describe('a loop whose process was killed', () => {
  it.each(LOOP_MOMENTS)('OPT-16, OPT-20, OPT-21: in cycle %i, %s %s', async (...moment) => {
    await expectOptimizationLoopResumes(killLoopProcess, moment, tree);
  });

  it.each(LOOP_MOMENTS)(
    'OPT-16: and so does one that only writes no more, in cycle %i, %s %s',
    async (...moment) => {
      await expectOptimizationLoopResumes(crashLoopHost, moment, tree);
    },
  );
});
