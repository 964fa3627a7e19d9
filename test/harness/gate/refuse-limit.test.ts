import { describe, expect, it } from 'vitest';
import { type LimitInNoise, refuseLimit } from '../../../harness/gate/refuse-limit.ts';
import { normalQuantile } from '../../../harness/stats/normal.ts';
import { createRandom } from '../../../harness/stats/random.ts';

const NOISE: LimitInNoise = {
  limit: 0.02,
  spread: 0.02,
  source: 'run',
  mostPairs: 61,
  secondsPerPair: 1.5,
  level: { alpha: 0.005 },
};

describe('refuseLimit', () => {
  it('lets a limit stand that the allowed pairs can show', () => {
    expect(refuseLimit(NOISE)).toBeNull();
  });

  it('refuses one below that, with the pairs and the time that it would take', () => {
    const refusal = refuseLimit({ ...NOISE, limit: 0.001 });
    expect(refusal).toMatchObject({ limit: 0.001, source: 'run', most_pairs: 61 });
    expect(refusal?.floor).toBeGreaterThan(0.005);
    expect(refusal?.floor).toBeLessThan(0.02);
    const { needed_pairs: pairs, needed_seconds: seconds } = refusal ?? {};
    expect(pairs).toBeGreaterThan(61);
    expect(seconds).toBe((pairs ?? 0) * 1.5);
  });

  it('draws the line at the floor itself', () => {
    const floor = refuseLimit({ ...NOISE, limit: 1e-3 })?.floor ?? 0;
    expect(refuseLimit({ ...NOISE, limit: floor })).toBeNull();
    expect(refuseLimit({ ...NOISE, limit: floor * 0.999 })?.needed_pairs).toBe(62);
  });

  it('gives no number that nobody would wait for, and no time that it does not know', () => {
    expect(refuseLimit({ ...NOISE, limit: 1e-5 })).toMatchObject({
      needed_pairs: null,
      needed_seconds: null,
    });
    expect(refuseLimit({ ...NOISE, limit: 1e-3, secondsPerPair: null })).toMatchObject({
      needed_pairs: expect.any(Number),
      needed_seconds: null,
    });
  });

  it('never refuses a margin of zero, nor anything where there is no noise', () => {
    expect(refuseLimit({ ...NOISE, limit: 0 })).toBeNull();
    expect(refuseLimit({ ...NOISE, limit: 1e-6, spread: 0 })).toBeNull();
  });

  it('names a floor at which most samples without a change keep the limit', () => {
    const floor = refuseLimit({ ...NOISE, limit: 1e-3 })?.floor ?? 0;
    const random = createRandom(4);
    const level = normalQuantile(1 - NOISE.level.alpha);
    let kept = 0;
    for (let round = 0; round < 2_000; round += 1) {
      const draws = Array.from(
        { length: NOISE.mostPairs },
        () => NOISE.spread * normalQuantile(random.next()),
      );
      const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
      const half = (level * NOISE.spread) / Math.sqrt(draws.length);
      if (Math.abs(mean) + half <= Math.log1p(floor)) kept += 1;
    }
    // 80 % by design, a little more because means need fewer pairs than ranks.
    expect(kept / 2_000).toBeGreaterThan(0.78);
    expect(kept / 2_000).toBeLessThan(0.9);
  });
});
