/** Position in a series at which its level changed for good. */
export interface ChangePoint {
  /** Index of the first point of the new level. */
  readonly index: number;
  /** First and last index that may be the first point of the new level, with 95 % confidence. */
  readonly low: number;
  readonly high: number;
  /** Levels on both sides, in the unit of the series. */
  readonly before: number;
  readonly after: number;
  /** Ratio after / before; null if a level is not positive. */
  readonly ratio: number | null;
  /** 95 % interval of the ratio; zero width if the series has no noise. */
  readonly ratioLow: number | null;
  readonly ratioHigh: number | null;
  /** 1 minus the probability of so clear a change by chance anywhere in a series this long. */
  readonly confidence: number;
  /** True if the conditions changed at this index, so that the change is not one of the code. */
  readonly isStart: boolean;
}

/** Part of a series between two changes. */
export interface Level {
  /** Index of its first point. */
  readonly start: number;
  /** Index after its last point. */
  readonly end: number;
  /** Its centre, in the unit of the series. */
  readonly value: number;
}

/** Gradual change, too even to consist of single steps. */
export interface Drift {
  /** Index of its first point. */
  readonly start: number;
  /** Index after its last point. */
  readonly end: number;
  /** Mean ratio of a point to its predecessor: 1.001 rises 0.1 % a point. Null as for changes. */
  readonly ratioPerPoint: number | null;
}

/** Two levels between which a series alternates, without that being a change. */
export interface SeriesModes {
  /** Centers over the whole series, in its unit. */
  readonly low: number;
  readonly high: number;
  /** Share of the points in the upper mode, 0 … 1. */
  readonly share: number;
}

/** Development of a series over time: changes, levels, drift and modes. */
export interface ChangePoints {
  readonly points: readonly ChangePoint[];
  /** Contiguous levels from the first point to the last; empty for an empty series. */
  readonly levels: readonly Level[];
  readonly drift: Drift | null;
  readonly modes: SeriesModes | null;
  /** Standard deviation about a level: relative if all > 0, else in series units; 0 if equal. */
  readonly noise: number;
}
