/**
 * A process that the system kills in every phase, which the quick set cannot show: it only cuts off
 * file writes.
 */
import { beforeAll, describe, it } from 'vitest';
import {
  expectGoesOn,
  killHost,
  killProcess,
  MOMENTS,
  undisturbedTree,
} from '../../support/kill/killed-loop.ts';

let tree = '';
beforeAll(async () => {
  tree = await undisturbedTree();
});

describe('a loop whose process was killed', () => {
  it.each(MOMENTS)('OPT-16, OPT-20, OPT-21: in cycle %i, %s %s', async (...moment) => {
    await expectGoesOn(killProcess, moment, tree);
  });

  it.each(MOMENTS)(
    'OPT-16: and so does one that only writes no more, in cycle %i, %s %s',
    async (...moment) => {
      await expectGoesOn(killHost, moment, tree);
    },
  );
});
