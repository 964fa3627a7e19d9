/** Every profiler of V8, on every Node.js that is supported, however the program ends. */
import { beforeAll, describe, it } from 'vitest';
import { expectProfileAtEnd, V8_PROFILERS } from '../../support/expect-ending.ts';
import { otherNode } from '../../support/other-node.ts';
import { profiledPrograms } from '../../support/profiled-program.ts';
import { ENDINGS, type Ending } from '../../support/program-endings.ts';

const run = profiledPrograms();
let other = '';
beforeAll(async () => {
  other = await otherNode('24');
}, 300_000);

const ALL = Object.keys(ENDINGS) as readonly Ending[];

describe('all 36 combinations of profiler, Node.js and ending, of which the quick set has a third', () => {
  describe.each(['24', '26'])('on Node.js %s', (version) => {
    describe.each(V8_PROFILERS)('the profile of %s', (id) => {
      it.each(ALL)('is written where the program %s', (how) =>
        expectProfileAtEnd(run, id, how, version === '24' ? other : process.execPath),
      );
    });
  });
});
