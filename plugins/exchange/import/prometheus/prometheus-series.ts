import { readers } from 'perf-harness/plugin';

export interface SeriesPoint {
  /** Milliseconds since 1970; null if the file does not state it. */
  readonly ms: number | null;
  /** Finite. */
  readonly value: number;
}

export interface PrometheusSeries {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly points: readonly SeriesPoint[];
}

export type SeriesSet = ReturnType<typeof createSeriesSet>;

/** Puts points together by metric and labels. */
export function createSeriesSet() {
  const series = new Map<string, PrometheusSeries & { readonly points: SeriesPoint[] }>();
  return {
    add: (name: string, labels: ReadonlyMap<string, string>, { ms, value }: SeriesPoint): void => {
      const sorted = [...labels].toSorted(([a], [b]) => (a < b ? -1 : 1));
      const key = JSON.stringify([name, sorted]);
      const known = series.get(key) ?? { name, labels, points: [] };
      series.set(key, known);
      // NaN marks the end of a series, or a quantile without values.
      if (Number.isFinite(value))
        known.points.push({ ms: ms === null ? null : readers.plausibleMoment(ms), value });
    },
    all: (): readonly PrometheusSeries[] =>
      [...series.values()].map((metricSeries) => ({
        ...metricSeries,
        // Points without times keep the order of the file.
        points: metricSeries.points.toSorted((a, b) => (a.ms ?? 0) - (b.ms ?? 0)),
      })),
  };
}

/**
 * Returns the increase of a counter. It starts again at 0 with its process, so after a reset its
 * value is the increase. A single value counts in full, as the increase since the process started.
 */
export function counterIncrease(points: readonly SeriesPoint[]): number {
  const [first] = points;
  if (first === undefined) return 0;
  if (points.length === 1) return first.value;
  let sum = 0;
  for (let index = 1; index < points.length; index += 1) {
    const [before, now] = [points[index - 1]?.value ?? 0, points[index]?.value ?? 0];
    sum += now >= before ? now - before : now;
  }
  return sum;
}
