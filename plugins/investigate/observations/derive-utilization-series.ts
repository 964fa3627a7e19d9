import type { ObservedSeries } from './metric-time-series-table.ts';

const USED = /^(.*[._])?(?:in_?use|used|active|busy|acquired|checked_?out)$/iu;
const SIZE = /^(.*[._])?(?:size|max|limit|total|capacity)$/iu;

/**
 * Adds to each pair of series for the amount in use and the size its utilization in percent, which
 * shows exhaustion: `connection_pool.used` of `connection_pool.size` becomes
 * `connection_pool.utilization`.
 */
export function addUtilizationSeries(series: readonly ObservedSeries[]): readonly ObservedSeries[] {
  const sizes = new Map(
    series.flatMap((observedSeries) => {
      const found = SIZE.exec(observedSeries.name);
      return found === null
        ? []
        : [[keyOf(found[1], observedSeries.labels), observedSeries] as const];
    }),
  );
  const shares = series.flatMap((used): readonly ObservedSeries[] => {
    const found = USED.exec(used.name);
    const size = found === null ? undefined : sizes.get(keyOf(found[1], used.labels));
    if (found === null || size === undefined) return [];
    const byMoment = new Map(size.at.map((moment, index) => [moment, size.values[index] ?? 0]));
    const share: ObservedSeries = {
      name: `${found[1] ?? ''}utilization`,
      labels: used.labels,
      at: [],
      values: [],
    };
    for (const [index, moment] of used.at.entries()) {
      const whole = byMoment.get(moment) ?? 0;
      if (whole <= 0) continue;
      share.at.push(moment);
      share.values.push((100 * (used.values[index] ?? 0)) / whole);
    }
    return share.at.length === 0 ? [] : [share];
  });
  return [...series, ...shares];
}

function keyOf(prefix: string | undefined, labels: string): string {
  return `${prefix ?? ''}\u0000${labels}`;
}
