import type { Block } from '../../model/trial.ts';

/** Measured metrics, and reasons for unavailable metrics. */
export type MetricResults = Pick<Block, 'measurements'> & {
  readonly unavailable: Readonly<Record<string, string>>;
};

export const NO_METRICS: MetricResults = { measurements: {}, unavailable: {} };

/** A metric with its number. */
export function availableMetric(name: string, value: number): MetricResults {
  return { measurements: { [name]: value }, unavailable: {} };
}

/** A metric that could not be had. */
export function unavailableMetric(name: string, reason: string): MetricResults {
  return { measurements: {}, unavailable: { [name]: reason } };
}

/** Merges results; a metric is in only one of the parts. */
export function mergeMetricResults(...parts: readonly MetricResults[]): MetricResults {
  return {
    measurements: Object.assign({}, ...parts.map(({ measurements }) => measurements)),
    unavailable: Object.assign({}, ...parts.map(({ unavailable }) => unavailable)),
  };
}
