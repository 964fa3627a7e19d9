import { gatedMetrics } from '../../harness/gate/gated-metrics.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { metricsOfKind } from '../../harness/scenario/schema/metrics-of-kind.ts';

/**
 * The metrics whose change decides over a live comparison of a scenario: of those that were asked for,
 * the ones that it measures; where that is none, its own.
 */
export function decidingMetrics(
  scenario: Scenario,
  decideBy: readonly string[],
): ReadonlySet<string> {
  const measured = new Set([...metricsOfKind(scenario.kind).own, ...scenario.metrics]);
  const asked = decideBy.filter((metric) => measured.has(metric));
  return asked.length === 0 ? gatedMetrics(scenario) : new Set(asked);
}
