/**
 * A process that the system kills in every phase, which the quick set cannot show: it only cuts off
 * file writes.
 */
import { beforeAll, describe, it } from 'vitest';
import {
  computeUninterruptedTree,
  crashLoopHost,
  expectLoopResumes,
  killLoopProcess,
  LOOP_MOMENTS,
} from '../../support/kill/expect-loop-resumes.ts';

let tree = '';
beforeAll(async () => {
  tree = await computeUninterruptedTree();
});

describe('a loop whose process was killed', () => {
  it.each(LOOP_MOMENTS)('OPT-16, OPT-20, OPT-21: in cycle %i, %s %s', async (...moment) => {
    await expectLoopResumes(killLoopProcess, moment, tree);
  });

  it.each(LOOP_MOMENTS)(
    'OPT-16: and so does one that only writes no more, in cycle %i, %s %s',
    async (...moment) => {
      await expectLoopResumes(crashLoopHost, moment, tree);
    },
  );
});
