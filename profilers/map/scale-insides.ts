import type { SiteShares } from './site-share.ts';

/**
 * Of what was asked of other programs, only a part was seen there, where they were too busy for all
 * of it to be kept: that part stands for the whole.
 */
export function scaleInsides(sites: SiteShares, byMs = 1, byCalls = 1): void {
  for (const share of sites.values()) {
    const { ms, calls, answeredMs, answeredCalls } = share;
    const factorMs = byMs * (answeredMs > 0 ? ms / answeredMs : 1);
    const factorCalls = byCalls * (answeredCalls > 0 ? calls / answeredCalls : 1);
    share.ms *= byMs;
    share.aloneMs *= byMs;
    share.calls *= byCalls;
    for (const inside of share.inside.values()) {
      inside.ms *= factorMs;
      inside.restMs *= factorMs;
      scaleInsides(inside.sites, factorMs, factorCalls);
    }
  }
}
