/** A thousand scenarios, instead of the quick set's 200. */
import { describe, it } from 'vitest';
import {
  compareLargeSuite,
  expectMorePairsForNoisy,
  expectOnlySlowRegressed,
  TEST_TIMEOUT_MS,
} from './simulate-comparison-of-many-scenarios.ts';

const COUNT = 1_000;

describe('a suite of a thousand scenarios with one scenario 10 % slower', () => {
  it('reports the slower scenario and no other', { timeout: TEST_TIMEOUT_MS }, async () => {
    expectOnlySlowRegressed(await compareLargeSuite(COUNT), COUNT);
  });

  it('gives limited time to the scenarios of which the least is known', {
    timeout: TEST_TIMEOUT_MS,
  }, async () => {
    await expectMorePairsForNoisy(COUNT);
  });
});
