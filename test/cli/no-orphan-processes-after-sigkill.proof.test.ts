/** Moments for a kill -9, in addition to that of the quick set. */
import { describe, it } from 'vitest';
import { expectKillCleanup, KILL_MOMENTS } from '../support/expect-cleanup-after-killed-run.ts';

describe('kill -9 of the harness', () => {
  it.each([
    'a scenario is loaded',
    'a function is set up',
    'a function is measured',
    'a command runs',
  ] as const)('leaves no process while %s, and the next start removes the rest', async (moment) => {
    await expectKillCleanup(KILL_MOMENTS[moment]);
  });
});
