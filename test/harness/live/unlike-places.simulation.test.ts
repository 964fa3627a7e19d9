/** Forty times the coins of a comparison, for which three stand in the quick set. */
import { describe, it } from 'vitest';
import { expectNoSlower, UNLIKE_PLACES } from './unlike-places.ts';

describe('compareLive, where places in a pair differ, by forty seeds', () => {
  it.each(UNLIKE_PLACES)('takes the same code for no slower: %s', async (_, script) => {
    for (let seed = 1; seed <= 40; seed += 1) await expectNoSlower(script, seed);
  });
});
