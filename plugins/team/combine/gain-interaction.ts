import { type ComparisonReport, metrics } from 'perf-harness/plugin';
import type { CombinedMetric } from './branch-combination-document.ts';

/** Ratio of two sides with interval: head / base; below 1 if a lower-is-better metric improved. */
export interface MeasuredRatio {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Interaction of the gains of branches. `add`: the sum is what independent gains would yield;
 * `overlap`: it is less, and each of them contributes; `clash`: the sum is better without one of
 * them; `unclear`: the intervals show none of this.
 */
export type GainInteraction = 'add' | 'overlap' | 'clash' | 'unclear';

/** Measurements of one metric of one scenario, all oriented so that less is better. */
export interface CombinedMeasurement {
  /** The sum against the base. */
  readonly sum: MeasuredRatio;
  /** Each part against the base. */
  readonly parts: readonly MeasuredRatio[];
  /** The sum against the same without each part, in their order. */
  readonly adds: readonly MeasuredRatio[];
}

/** Expected sum of independent gains: each saves its share of what the others leave. */
export function expectedCombinedRatio(parts: readonly MeasuredRatio[]): MeasuredRatio {
  const product = (of: (part: MeasuredRatio) => number): number =>
    parts.reduce((all, part) => all * of(part), 1);
  return {
    ratio: product(({ ratio }) => ratio),
    low: product(({ low }) => low),
    high: product(({ high }) => high),
  };
}

/** Classifies the interaction by the intervals alone (TEAM-34). */
export function classifyInteraction({ sum, parts, adds }: CombinedMeasurement): GainInteraction {
  if (adds.some(({ low }) => low > 1)) return 'clash';
  const expected = expectedCombinedRatio(parts);
  const isAsExpected = sum.low <= expected.high && sum.high >= expected.low;
  if (isAsExpected || sum.high < expected.low) return 'add';
  return adds.every(({ high }) => high < 1) ? 'overlap' : 'unclear';
}

/** Most severe interaction of several metrics: a clash in one is a clash. */
export function worstInteraction(all: readonly GainInteraction[]): GainInteraction {
  const order: readonly GainInteraction[] = ['clash', 'unclear', 'overlap', 'add'];
  return order.find((interaction) => all.includes(interaction)) ?? 'unclear';
}

/** Ratios of the metrics that decide in a comparison, by scenario and metric. */
export type DecidingRatios = ReadonlyMap<
  string,
  { readonly scenario: string; readonly metric: string; readonly ratio: MeasuredRatio }
>;

/**
 * Returns the ratios that have an interval; those of metrics that are better higher are inverted,
 * so that lower is better for all.
 */
export function readDecidingRatios({ comparisons }: ComparisonReport): DecidingRatios {
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

/** Ratios measured for a sum, by scenario and metric. */
interface MeasuredLanes {
  readonly sums: DecidingRatios;
  readonly alone: readonly DecidingRatios[];
  /** The sum against the same without each part. */
  readonly adds: readonly DecidingRatios[];
}

/** Combined results of the metrics that all comparisons have. */
export function combineMetrics(
  parts: readonly { readonly lane: string }[],
  { sums, alone, adds }: MeasuredLanes,
): readonly CombinedMetric[] {
  return [...sums].flatMap(([key, { scenario, metric, ratio: sum }]): readonly CombinedMetric[] => {
    const own = alone.flatMap((ratios) => ratios.get(key)?.ratio ?? []);
    const added = adds.flatMap((ratios) => ratios.get(key)?.ratio ?? []);
    if (own.length < parts.length || added.length < parts.length) return [];
    const interaction = classifyInteraction({ sum, parts: own, adds: added });
    return [
      {
        scenario,
        metric,
        sum,
        expected: expectedCombinedRatio(own),
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
