/** Every profiler of V8, on every Node.js that is supported, however the program ends. */
import { beforeAll, describe, it } from 'vitest';
import { expectProfileOnExit, V8_PROFILERS } from '../../support/expect-profile-on-exit.ts';
import { installOtherNodeVersion } from '../../support/install-other-node-version.ts';
import { createProfiledPrograms } from '../../support/profiled-program.ts';
import { PROGRAM_ENDINGS, type ProgramEnding } from '../../support/sample-programs-by-exit-kind.ts';

const run = createProfiledPrograms();
let other = '';
beforeAll(async () => {
  other = await installOtherNodeVersion('24');
}, 300_000);

const ALL = Object.keys(PROGRAM_ENDINGS) as readonly ProgramEnding[];

describe('all 36 combinations of profiler, Node.js and ending, a few of them in the quick set', () => {
  describe.each(['24', '26'])('Node.js %s', (version) => {
    describe.each(V8_PROFILERS)('the profile of %s', (id) => {
      it.each(ALL)('is written when the program %s', (how) =>
        expectProfileOnExit(run, id, how, version === '24' ? other : process.execPath),
      );
    });
  });
});
