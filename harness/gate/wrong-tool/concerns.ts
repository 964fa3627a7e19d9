import type { BaselineStability, GateConcern } from '../../model/program/wrong-tool.ts';
import {
  isUnstable,
  MAX_VARIATION,
  RANGE_BELOW,
  relativeDeviation,
  relativeRange,
  variation,
} from '../../stats/variation.ts';
import { percent } from './format-number.ts';

/** Every reason to take the measurements with care; none of them keeps anyone from going on. */
export function concernsOf(stability: BaselineStability): readonly GateConcern[] {
  const { samples, unstable, missingMetrics } = stability;
  return [
    ...samples
      .filter(({ values }) => isUnstable(variation(values)))
      .map(({ metric, values }): GateConcern => {
        return { id: 'variance', message: varianceText(metric, values) };
      }),
    ...unstable.map((reason): GateConcern => {
      return { id: 'unstable_baseline', message: `The baseline is unstable: ${reason}` };
    }),
    ...(missingMetrics.length === 0 ? [] : [partial(missingMetrics)]),
  ];
}

/** Both measures of spread, the one that decides first (ruling D1). */
function varianceText(metric: string, values: readonly number[]): string {
  const range = `(max − min) / median ${percent(relativeRange(values))}`;
  const deviation = `standard deviation / mean ${percent(relativeDeviation(values))}`;
  const both = values.length < RANGE_BELOW ? [range, deviation] : [deviation, range];
  return `${metric} varies by more than ${percent(MAX_VARIATION)} over ${values.length} runs: ${both.join('; ')}.`;
}

function partial(missing: readonly string[]): GateConcern {
  return {
    id: 'partial_metrics',
    message: `Only a part of the metrics was measured; missing: ${missing.join(', ')}.`,
  };
}
