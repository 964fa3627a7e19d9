import { marginFor } from '../harness/gate/margin-for.ts';
import { findMetric } from '../harness/model/metric.ts';
import { didYouMean } from '../harness/model/nearest-word.ts';
import type { Scenario } from '../harness/model/scenario.ts';
import { UserError } from '../harness/model/user-error.ts';
import { metricsOfKind } from '../harness/scenario/metrics-of-kind.ts';

/**
 * The scenario with a metric that is measured and decided by, whatever it says itself; null: as it
 * is. @throws UserError where scenarios of this kind have no such metric.
 */
export function followMetric(scenario: Scenario, name: string | null): Scenario {
  if (name === null) return scenario;
  const { own, onRequest } = metricsOfKind(scenario.kind);
  const known = [...own, ...onRequest];
  const metric = findMetric(name);
  if (metric === undefined || !known.includes(name)) {
    throw new UserError({
      code: 'metric-not-measured',
      message: `"${name}" is no metric of a ${scenario.kind} scenario; it has ${known.join(', ')}.${didYouMean(name, known)}`,
      remedy: 'Name one of these with --metric, or leave it out.',
    });
  }
  const metrics = onRequest.includes(name)
    ? [...new Set([...scenario.metrics, name])]
    : scenario.metrics;
  const regression = { [name]: marginFor(metric, scenario), ...scenario.regression };
  return { ...scenario, metrics, regression };
}
