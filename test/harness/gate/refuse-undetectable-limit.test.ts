import { describe, expect, it } from 'vitest';
import { refuseUndetectableLimit } from '../../../harness/gate/refuse-limit-below-minimal-detectable-change.ts';
import { EXAMPLE_LIMIT_NOISE } from '../../support/example-detectable-regression-limit.ts';

describe('refuseUndetectableLimit', () => {
  it('refuses a smaller limit, with the pairs and the time that it would require', () => {
    const refusal = refuseUndetectableLimit({ ...EXAMPLE_LIMIT_NOISE, limit: 0.001 });
    expect(refusal).toMatchObject({ limit: 0.001, source: 'run', most_pairs: 61 });
    expect(refusal?.floor).toBeGreaterThan(0.005);
    expect(refusal?.floor).toBeLessThan(0.02);
    const { needed_pairs: pairs, needed_seconds: seconds } = refusal ?? {};
    expect(pairs).toBeGreaterThan(61);
    expect(seconds).toBe((pairs ?? 0) * 1.5);
  });

  it('accepts the floor itself and refuses any limit below', () => {
    const floor = refuseUndetectableLimit({ ...EXAMPLE_LIMIT_NOISE, limit: 1e-3 })?.floor ?? 0;
    expect(refuseUndetectableLimit({ ...EXAMPLE_LIMIT_NOISE, limit: floor })).toBeNull();
    expect(
      refuseUndetectableLimit({ ...EXAMPLE_LIMIT_NOISE, limit: floor * 0.999 })?.needed_pairs,
    ).toBe(62);
  });

  it('returns no unrealistic number of pairs, and no time that is unknown', () => {
    expect(refuseUndetectableLimit({ ...EXAMPLE_LIMIT_NOISE, limit: 1e-5 })).toMatchObject({
      needed_pairs: null,
      needed_seconds: null,
    });
    expect(
      refuseUndetectableLimit({ ...EXAMPLE_LIMIT_NOISE, limit: 1e-3, secondsPerPair: null }),
    ).toMatchObject({
      needed_pairs: expect.any(Number),
      needed_seconds: null,
    });
  });

  it('never refuses a margin of zero, nor any limit without noise', () => {
    expect(refuseUndetectableLimit({ ...EXAMPLE_LIMIT_NOISE, limit: 0 })).toBeNull();
    expect(refuseUndetectableLimit({ ...EXAMPLE_LIMIT_NOISE, limit: 1e-6, spread: 0 })).toBeNull();
  });
});
