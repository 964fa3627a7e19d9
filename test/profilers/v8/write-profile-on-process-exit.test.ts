/**
 * Each V8 profiler on each Node.js version, and each way of ending with two of the profilers, since
 * the code that writes at exit is the same for all. All ways of ending of the CPU profiler are in
 * cpu-profiler.test.ts, every combination in profile-on-exit.proof.test.ts.
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
    ['v8-cpu', 'is ended by SIGTERM'],
    ['v8-allocation', 'calls process.exit'],
    ['v8-allocation', 'is ended by SIGINT'],
    ['v8-heap', 'ends by itself'],
    ['v8-heap', 'is ended by SIGHUP'],
  ] as const)('writes the profile of %s when the program %s', async (id, how) => {
    expect(other).not.toBe(process.execPath);
    await expectProfileOnExit(run, id, how, other);
  });
});

describe('Node.js 26', () => {
  it.each([
    ['v8-allocation', 'is ended by SIGTERM'],
    ['v8-heap', 'calls process.exit'],
  ] as const)('writes the profile of %s when the program %s', (id, how) =>
    expectProfileOnExit(run, id, how, process.execPath),
  );
});
