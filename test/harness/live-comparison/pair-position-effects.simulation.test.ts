/** Forty seeds for the order of pairs, instead of the quick set's three. */
import { describe, it } from 'vitest';
import { expectNoConfirmedChange, POSITION_EFFECTS } from './pair-position-effects.ts';

describe('runLiveComparison, where places in a pair differ, by forty seeds', () => {
  it.each(POSITION_EFFECTS)('takes the same code for no slower: %s', async (_, script) => {
    for (let seed = 1; seed <= 40; seed += 1) await expectNoConfirmedChange(script, seed);
  });
});
