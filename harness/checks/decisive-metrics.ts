import { gatedMetrics } from '../gate/gated-metrics.ts';
import { primaryMetric, type Scenario } from '../model/scenario/scenario.ts';
import type { Summary } from '../model/summary.ts';

/** A metric that something hangs on, and its numbers. */
export interface DecisiveMetric {
  readonly name: string;
  readonly summary: Summary;
}

/**
 * The metric that decides when to stop and those of gates: noise in any other number is no reason
 * to bother the reader.
 */
export function decisiveMetricNames(scenario: Scenario): readonly string[] {
  return [...new Set([primaryMetric(scenario), ...gatedMetrics(scenario)])];
}

/** Those of them that were measured. */
export function listDecisiveMetrics(
  scenario: Scenario,
  metrics: Readonly<Record<string, Summary>>,
): readonly DecisiveMetric[] {
  return decisiveMetricNames(scenario).flatMap((name) => {
    const summary = metrics[name];
    return summary === undefined ? [] : [{ name, summary }];
  });
}
