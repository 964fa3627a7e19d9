/** A thousand scenarios, instead of the quick set's 200. */
import { describe, it } from 'vitest';
import {
  compareLargeSuite,
  expectMorePairsForNoisy,
  expectOnlySlowRegressed,
  TEST_TIMEOUT_MS,
} from './compare-large-scenario-suite.ts';

const COUNT = 1_000;

describe('a suite of a thousand scenarios, one of them slower by a tenth', () => {
  it('has that one found, and no other', { timeout: TEST_TIMEOUT_MS }, async () => {
    expectOnlySlowRegressed(await compareLargeSuite(COUNT), COUNT);
  });

  it('has limited time given to those of which the least is known', {
    timeout: TEST_TIMEOUT_MS,
  }, async () => {
    await expectMorePairsForNoisy(COUNT);
  });
});
