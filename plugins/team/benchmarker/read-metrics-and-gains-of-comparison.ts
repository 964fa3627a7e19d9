import { type ComparisonReport, EXIT, type measure, metrics, UserError } from 'perf-harness/plugin';
import { MINIMUM_EFFECT_PCT } from '../../optimize/index.ts';
import type { Gain } from '../session/task-completion.ts';
import { type Benchmark, computeImprovement, type MeasuredMetric } from './benchmark-document.ts';

/** Metrics of a comparison, measured live on both sides (TPB-03), and metrics without a value. */
export interface MeasuredMetrics {
  readonly measured: readonly MeasuredMetric[];
  readonly missing: Benchmark['missing'];
}

/**
 * Reads a comparison of the harness. Nothing is measured or judged again: values and noise are
 * those of the comparison.
 * @throws UserError where a metric has another unit than in the stored baseline.
 */
export function readMeasuredMetrics(
  report: ComparisonReport,
  kept: readonly { readonly metric: string; readonly unit: string }[] = [],
): MeasuredMetrics {
  for (const { metric, unit } of report.comparisons) {
    const before = kept.find((figure) => figure.metric === metric);
    if (before !== undefined && before.unit !== unit) throw unitMismatch(metric, before.unit, unit);
  }
  const read = report.comparisons.map((comparison) => {
    const { scenario, metric } = comparison;
    const run = report.runs.find((record) => record.scenario === scenario);
    return readFigure(comparison, run?.metrics[metric]?.better ?? 'lower');
  });
  return {
    measured: read.flatMap((figure) => ('improvement' in figure ? [figure] : [])),
    missing: read.flatMap((figure) => ('reason' in figure ? [figure] : [])),
  };
}

function unitMismatch(metric: string, before: string, now: string): UserError {
  return new UserError({
    code: 'team-unit-mismatch',
    message: `The baseline has ${metric} in ${before}, but the comparison has it in ${now}, so the two cannot be compared.`,
    remedy: 'Measure the baseline again with the harness version that runs the comparison.',
    exitCode: EXIT.baseline,
  });
}

function readFigure(
  comparison: measure.Comparison,
  better: MeasuredMetric['better'],
): MeasuredMetric | Benchmark['missing'][number] {
  const { scenario, metric, unit, base, head, verdict, gated: decides } = comparison;
  if (base === null || head === null) {
    const reason = comparison.reason ?? `${verdict}: nothing was measured`;
    return { scenario, metric, reason };
  }
  const improvement = computeImprovement(base, head, better);
  const shown = SHOWN[verdict];
  const about = { scenario, metric, unit, better };
  return { ...about, baseline: base, current: head, improvement, shown, decides };
}

const SHOWN: Readonly<Record<measure.Comparison['verdict'], MeasuredMetric['shown']>> = {
  improved: 'better',
  regressed: 'worse',
  unchanged: 'unchanged',
  'same inputs': 'unchanged',
  inconclusive: 'nothing',
  incomparable: 'nothing',
};

/** Gains of the metrics that decide, except those without two values. */
export function computeGains(
  comparisons: readonly Pick<
    measure.Comparison,
    'scenario' | 'metric' | 'gated' | 'ratio' | 'low' | 'high'
  >[],
): readonly Gain[] {
  return comparisons.flatMap(({ scenario, metric, gated, ratio, low, high }): readonly Gain[] => {
    if (!gated || ratio === null) return [];
    const interval = low === null || high === null ? null : ([low, high] as const);
    return [{ scenario, metric, ratio, interval }];
  });
}

/** Formats `[statements] wall_time -31.2 % [-33.0, -29.1]`, with commas; null if no gains. */
export function formatGains(gains: readonly Gain[]): string | null {
  const change = (ratio: number): string => ((ratio - 1) * 100).toFixed(1);
  const texts = gains.map(({ scenario, metric, ratio, interval }) => {
    const range = interval === null ? '' : ` [${interval.map(change).join(', ')}]`;
    const sign = ratio > 1 ? '+' : '';
    return `[${scenario}] ${metric} ${sign}${change(ratio)} %${range}`;
  });
  return texts.length === 0 ? null : texts.join(', ');
}

/** Contribution of a part in addition to the others, for every deciding metric. */
export interface MarginalGain {
  readonly isImproved: boolean;
  readonly isWorse: boolean;
  readonly text: string;
}

/** Computes a part's contribution: code without and with it. Any metric's regression is a loss. */
export function computeMarginalGain({
  comparisons,
}: Pick<ComparisonReport, 'comparisons'>): MarginalGain {
  const deciding = comparisons.filter(({ gated }) => gated);
  const isWorse = deciding.some(
    ({ verdict, base, head }) => verdict === 'regressed' || (base !== null && head === null),
  );
  const isBetter = deciding.some(
    ({ verdict, metric, ratio }) =>
      verdict === 'improved' && ratio !== null && gainOf(metric, ratio) >= MINIMUM_EFFECT_PCT,
  );
  const text = formatGains(computeGains(comparisons)) ?? 'nothing was measured';
  return { isImproved: isBetter && !isWorse, isWorse, text };
}

/** In percent of the metric, in its good direction. */
function gainOf(metric: string, ratio: number): number {
  return (metrics.findMetric(metric)?.better === 'higher' ? ratio - 1 : 1 - ratio) * 100;
}
