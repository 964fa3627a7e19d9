/** A place in a series where its level changed for good. */
export interface ChangePoint {
  /** Index of the first point of the new level. */
  readonly index: number;
  /** First and last index that may be the first point of the new level, with 95 % confidence. */
  readonly low: number;
  readonly high: number;
  /** Levels on both sides, in the unit of the series. */
  readonly before: number;
  readonly after: number;
  /** after / before; null where a level is not positive. */
  readonly ratio: number | null;
  /** 95 % interval of the ratio; as wide as a point where the series has no noise. */
  readonly ratioLow: number | null;
  readonly ratioHigh: number | null;
  /** 1 less the probability that chance gives a change as clear, anywhere in a series as long. */
  readonly confidence: number;
  /** True if the conditions changed at this index, so that the change is not one of the code. */
  readonly isStart: boolean;
}

/** A stretch of the series between two changes. */
export interface Level {
  /** Index of its first point. */
  readonly start: number;
  /** Index after its last point. */
  readonly end: number;
  /** Its centre, in the unit of the series. */
  readonly value: number;
}

/** A slow change, too even to be one of single steps. */
export interface Drift {
  /** Index of its first point. */
  readonly start: number;
  /** Index after its last point. */
  readonly end: number;
  /**
   * Average ratio of a point to its predecessor: 1.001 rises by 0.1 % a point. Null as for changes.
   */
  readonly ratioPerPoint: number | null;
  /** 95 % interval. */
  readonly ratioPerPointLow: number | null;
  readonly ratioPerPointHigh: number | null;
  /** Rise from point to point in the unit of the series, at its centre. */
  readonly slope: number;
}

/** Two levels between which a series goes to and fro, without any change of its own. */
export interface SeriesModes {
  /** Centres over the whole series, in its unit. */
  readonly low: number;
  readonly high: number;
  /** Share of the points in the upper one, 0 … 1. */
  readonly share: number;
}

/** Development of a series over time: changes, levels, drift and modes. */
export interface ChangePoints {
  readonly points: readonly ChangePoint[];
  /** From the first point to the last without a gap; empty where the series is. */
  readonly levels: readonly Level[];
  readonly drift: Drift | null;
  readonly modes: SeriesModes | null;
  /**
   * Standard deviation about a level: relative where all values are
   * positive, else in the series' unit; 0 for equal values.
   */
  readonly noise: number;
}
