/**
 * Each V8 profiler on the older Node.js, and ways of ending with one of the profilers each, since
 * the code that writes at exit is the same for all. Others are in cpu-profiler.test.ts, and every
 * combination in write-profile-on-every-kind-of-exit.proof.test.ts.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { expectProfileOnExit } from '../../support/expect-profile-on-exit.ts';
import { installOtherNodeVersion } from '../../support/install-other-node-version.ts';
import { createProfiledPrograms } from '../../support/profiled-program.ts';

const run = createProfiledPrograms();
let other = '';
beforeAll(async () => {
  other = await installOtherNodeVersion('24');
});

describe('Node.js 24', () => {
  it.each([
    ['v8-cpu', 'throws'],
    ['v8-allocation', 'is ended by SIGINT'],
    ['v8-heap', 'is ended by SIGHUP'],
  ] as const)('writes the profile of %s when the program %s', async (id, how) => {
    expect(other).not.toBe(process.execPath);
    await expectProfileOnExit(run, id, how, other);
  });
});

describe('Node.js 26', () => {
  it('writes the profile of v8-heap when the program calls process.exit', () =>
    expectProfileOnExit(run, 'v8-heap', 'calls process.exit', process.execPath));
});
