import type { ComparisonReport } from 'perf-harness/plugin';
import { betterOf } from '../../optimize/index.ts';
import type { MeasuredRatio } from './interaction.ts';

/** What a comparison says of the metrics that decide, by scenario and metric. */
export type LaneRatios = ReadonlyMap<
  string,
  { readonly scenario: string; readonly metric: string; readonly ratio: MeasuredRatio }
>;

/** With an interval alone; what is better the higher it is is turned over, so that less is better in all. */
export function decidingRatios({ comparisons }: ComparisonReport): LaneRatios {
  return new Map(
    comparisons.flatMap(({ scenario, metric, gated, ratio, low, high }) => {
      if (!gated || ratio === null || low === null || high === null || low <= 0) return [];
      const own =
        betterOf(metric) === 'higher'
          ? { ratio: 1 / ratio, low: 1 / high, high: 1 / low }
          : { ratio, low, high };
      return [[`${scenario}\0${metric}`, { scenario, metric, ratio: own }] as const];
    }),
  );
}
