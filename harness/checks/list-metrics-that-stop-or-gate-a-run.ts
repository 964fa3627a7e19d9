import { gatedMetrics } from '../gate/select-gated-metrics.ts';
import type { Summary } from '../model/metric-summary.ts';
import { primaryMetric, type Scenario } from '../model/scenario/scenario.ts';

/** Name and summary of a metric that stopping or a gate depends on. */
export interface StoppingOrGatedMetric {
  readonly name: string;
  readonly summary: Summary;
}

/** Returns the stopping metric and gated metrics; noise in other metrics is not reported. */
export function stoppingAndGatedMetricNames(scenario: Scenario): readonly string[] {
  return [...new Set([primaryMetric(scenario), ...gatedMetrics(scenario)])];
}

export function listStoppingAndGatedMetrics(
  scenario: Scenario,
  metrics: Readonly<Record<string, Summary>>,
): readonly StoppingOrGatedMetric[] {
  return stoppingAndGatedMetricNames(scenario).flatMap((name) => {
    const summary = metrics[name];
    return summary === undefined ? [] : [{ name, summary }];
  });
}
