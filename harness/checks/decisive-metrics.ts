import { gatedMetrics } from '../gate/gated-metrics.ts';
import { primaryMetric, type Scenario } from '../model/scenario/scenario.ts';
import type { Summary } from '../model/summary.ts';

/** Name and summary of a metric that stopping or a gate depends on. */
export interface DecisiveMetric {
  readonly name: string;
  readonly summary: Summary;
}

/**
 * Returns the metric that decides when to stop and the gated metrics; noise in other metrics is not
 * reported.
 */
export function decisiveMetricNames(scenario: Scenario): readonly string[] {
  return [...new Set([primaryMetric(scenario), ...gatedMetrics(scenario)])];
}

/** Returns the decisive metrics that were measured. */
export function listDecisiveMetrics(
  scenario: Scenario,
  metrics: Readonly<Record<string, Summary>>,
): readonly DecisiveMetric[] {
  return decisiveMetricNames(scenario).flatMap((name) => {
    const summary = metrics[name];
    return summary === undefined ? [] : [{ name, summary }];
  });
}
