/** Codemod's gain on its fixture, before and after compared in fresh processes (bench/codemods). */
export interface MeasuredGain {
  /** Quantity that the ratios compare: `time of a call`. */
  readonly measures: string;
  readonly releases: readonly {
    /** Release of Node.js: `24`. */
    readonly release: string;
    /** After divided by before: the median of the rounds' ratios, with its interval at 95 %. */
    readonly ratio: number;
    readonly low: number;
    readonly high: number;
  }[];
}

/** Returns the least share saved, 0 to 1: interval's upper end, on the release gaining least. */
export function findMinimumSaving({ releases }: MeasuredGain): number {
  return Math.max(0, 1 - Math.max(...releases.map(({ high }) => high)));
}

/** After divided by before, and the ends of the interval. */
export type GainRatio = readonly [ratio: number, low: number, high: number];

/** Returns the gain of a codemod on both supported releases of Node.js. */
export function gainOf(measures: string, on24: GainRatio, on26: GainRatio): MeasuredGain {
  const of = (release: string, [ratio, low, high]: GainRatio) => ({ release, ratio, low, high });
  return { measures, releases: [of('24', on24), of('26', on26)] };
}
