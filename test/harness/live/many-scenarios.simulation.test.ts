/** A thousand scenarios, for which 200 stand in the quick set. */
import { describe, it } from 'vitest';
import { compared, expectSlowOnly, expectTimeForNoisy, PATIENCE_MS } from './many-scenarios.ts';

const COUNT = 1_000;

describe('a suite of a thousand scenarios, one of them slower by a tenth', () => {
  it('has that one found, and no other', { timeout: PATIENCE_MS }, async () => {
    expectSlowOnly(await compared(COUNT), COUNT);
  });

  it('has limited time given to those of which the least is known', {
    timeout: PATIENCE_MS,
  }, async () => {
    await expectTimeForNoisy(COUNT);
  });
});
