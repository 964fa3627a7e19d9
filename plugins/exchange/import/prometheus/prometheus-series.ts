import { readers } from 'perf-harness/plugin';

/** A value at a moment. */
export interface SeriesPoint {
  /** Milliseconds since 1970; null: the file does not say. */
  readonly ms: number | null;
  /** Finite. */
  readonly value: number;
}

/** Values of one metric with one set of labels, in the order of their time. */
export interface PrometheusSeries {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly points: readonly SeriesPoint[];
}

/** Puts points together by metric and labels. */
export interface SeriesSet {
  readonly add: (name: string, labels: ReadonlyMap<string, string>, point: SeriesPoint) => void;
  readonly all: () => readonly PrometheusSeries[];
}

export function createSeriesSet(): SeriesSet {
  const series = new Map<string, PrometheusSeries & { readonly points: SeriesPoint[] }>();
  return {
    add: (name, labels, { ms, value }) => {
      const sorted = [...labels].toSorted(([a], [b]) => (a < b ? -1 : 1));
      const key = JSON.stringify([name, sorted]);
      const known = series.get(key) ?? { name, labels, points: [] };
      series.set(key, known);
      // NaN is what a series says that ended, or a quantile of nothing.
      if (Number.isFinite(value))
        known.points.push({ ms: ms === null ? null : readers.plausibleMoment(ms), value });
    },
    all: () =>
      [...series.values()].map((metricSeries) => ({
        ...metricSeries,
        // Points without times keep the order of the file.
        points: metricSeries.points.toSorted((a, b) => (a.ms ?? 0) - (b.ms ?? 0)),
      })),
  };
}

/**
 * By how much a counter rose. It begins at 0 again when its process does: what it has then is what it
 * rose by. Of a single value all of it counts, since the process began.
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
