import { findMetric, METRICS } from '../../harness/model/metric.ts';
import { didYouMean } from '../../harness/model/scenario/suggest-nearest-word.ts';
import { UserError } from '../../harness/model/user-error.ts';

/**
 * Returns the metric names given by an option such as `decideBy`, each supported by some kind of
 * scenario.
 * @throws UserError for an unknown metric.
 */
export function validateMetricNames(given: string, metrics: readonly string[]): readonly string[] {
  const unknownName = metrics.find((metric) => findMetric(metric) === undefined);
  if (unknownName === undefined) return metrics;
  throw new UserError({
    code: 'unknown-metric',
    message: `${given} contains "${unknownName}", which is not a metric.${didYouMean(unknownName, [...METRICS.keys()])}`,
    remedy: 'Use metrics that comparisons report, such as latency.p50.',
  });
}
