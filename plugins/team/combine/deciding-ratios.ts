import { type ComparisonReport, metrics } from 'perf-harness/plugin';
import type { CombinedMetric } from './combination-document.ts';
import { expectedSum, interactionOf, type MeasuredRatio } from './interaction.ts';

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
        metrics.findMetric(metric)?.better === 'higher'
          ? { ratio: 1 / ratio, low: 1 / high, high: 1 / low }
          : { ratio, low, high };
      return [[`${scenario}\0${metric}`, { scenario, metric, ratio: own }] as const];
    }),
  );
}

/** What was measured of a sum, by scenario and metric. */
interface MeasuredLanes {
  readonly sums: LaneRatios;
  readonly alone: readonly LaneRatios[];
  /** The sum against the same without each part. */
  readonly adds: readonly LaneRatios[];
}

/** Of metrics that all comparisons have. */
export function combinedMetrics(
  parts: readonly { readonly lane: string }[],
  { sums, alone, adds }: MeasuredLanes,
): readonly CombinedMetric[] {
  return [...sums].flatMap(([key, { scenario, metric, ratio: sum }]): readonly CombinedMetric[] => {
    const own = alone.flatMap((one) => one.get(key)?.ratio ?? []);
    const added = adds.flatMap((one) => one.get(key)?.ratio ?? []);
    if (own.length < parts.length || added.length < parts.length) return [];
    const interaction = interactionOf({ sum, parts: own, adds: added });
    return [
      {
        scenario,
        metric,
        sum,
        expected: expectedSum(own),
        interaction,
        parts: parts.flatMap(({ lane }, at) => {
          const [first, second] = [own[at], added[at]];
          return first === undefined || second === undefined
            ? []
            : [{ lane, alone: first, adds: second }];
        }),
      },
    ];
  });
}
