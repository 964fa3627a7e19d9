import { describe, expect, it } from 'vitest';
import { refuseUndetectableLimit } from '../../../harness/gate/refuse-limit-below-minimal-detectable-change.ts';
import { normalQuantile } from '../../../harness/stats/normal-distribution.ts';
import { createRandom } from '../../../harness/stats/seeded-random.ts';
import { EXAMPLE_LIMIT_NOISE } from '../../support/example-detectable-regression-limit.ts';

describe('refuseUndetectableLimit', () => {
  it('names a floor at which most samples without a change stay within the limit', () => {
    const floor = refuseUndetectableLimit({ ...EXAMPLE_LIMIT_NOISE, limit: 1e-3 })?.floor ?? 0;
    const random = createRandom(4);
    const level = normalQuantile(1 - EXAMPLE_LIMIT_NOISE.level.alpha);
    let kept = 0;
    for (let round = 0; round < 2_000; round += 1) {
      const draws = Array.from(
        { length: EXAMPLE_LIMIT_NOISE.maxPairs },
        () => EXAMPLE_LIMIT_NOISE.spread * normalQuantile(random.next()),
      );
      const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
      const half = (level * EXAMPLE_LIMIT_NOISE.spread) / Math.sqrt(draws.length);
      if (Math.abs(mean) + half <= Math.log1p(floor)) kept += 1;
    }
    // 80 % by design, a little more because means need fewer pairs than ranks.
    expect(kept / 2_000).toBeGreaterThan(0.78);
    expect(kept / 2_000).toBeLessThan(0.9);
  });
});
