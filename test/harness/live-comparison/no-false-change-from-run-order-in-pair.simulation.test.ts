/** Forty seeds for the order of pairs, instead of the quick set's one. */
import { describe, it } from 'vitest';
import { expectNoConfirmedChange, POSITION_EFFECTS } from './run-order-effect-cases.ts';

describe('runLiveComparison with position effects in a pair, for forty seeds', () => {
  it.each(POSITION_EFFECTS)('confirms no change in the same code: %s', async (_, script) => {
    for (let seed = 1; seed <= 40; seed += 1) await expectNoConfirmedChange(script, seed);
  });
});
