export interface WaitSiteShare {
  /** Milliseconds in all; simultaneous waits share their time equally. */
  ms: number;
  calls: number;
  /** Part of `ms` in which nothing else was waited for. */
  aloneMs: number;
  /** Parts of `ms` and of `calls` whose answer was observed in the program that gave it. */
  answeredMs: number;
  answeredCalls: number;
  /** Work inside the programs that answered, by program and operation. */
  readonly inside: Map<string, AnsweringProgramShare>;
}

export interface AnsweringProgramShare {
  /** As in `ServedOperation`. */
  readonly program: string | null;
  /** Name of the operation that answers: `GET /users/:id`. */
  readonly name: string;
  /** Part of the place's time in which the operation ran. */
  ms: number;
  /** Part of it without an observed wait. */
  restMs: number;
  readonly sites: SiteShares;
}

/** Shares by index into the sites of the record; sites that were not reached are absent. */
export type SiteShares = Map<number, WaitSiteShare>;

/** Scales the operations that a busy program stored up to the total. */
export function scaleAnsweringPrograms(sites: SiteShares, byMs = 1, byCalls = 1): void {
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
      scaleAnsweringPrograms(inside.sites, factorMs, factorCalls);
    }
  }
}
