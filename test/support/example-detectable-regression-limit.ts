import type { LimitNoise } from '../../harness/gate/refuse-limit-below-minimal-detectable-change.ts';

/** A limit that sixty pairs with a spread of 2 % can show. */
export const EXAMPLE_LIMIT_NOISE: LimitNoise = {
  limit: 0.02,
  spread: 0.02,
  source: 'run',
  maxPairs: 61,
  secondsPerPair: 1.5,
  level: { alpha: 0.005 },
};
