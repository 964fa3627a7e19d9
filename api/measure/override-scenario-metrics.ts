import { resolveMetricMargin } from '../../harness/gate/select-gated-metrics.ts';
import { findMetric } from '../../harness/model/metric.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { didYouMean } from '../../harness/model/scenario/suggest-nearest-word.ts';
import { UserError } from '../../harness/model/user-error.ts';
import {
  canHaveMetric,
  listKindMetrics,
} from '../../harness/scenario/schema/scenario-kind-metrics.ts';

/**
 * Returns the scenarios with metrics that are measured and decide the verdict; a scenario that
 * supports none of them is unchanged.
 * @throws UserError for a metric that no scenario supports.
 */
export function overrideMetrics(
  scenarios: readonly Scenario[],
  names: readonly string[],
): readonly Scenario[] {
  const [first] = scenarios;
  const unmeasuredName = names.find(
    (name) => !scenarios.some(({ kind }) => canHaveMetric(kind, name)),
  );
  if (first !== undefined && unmeasuredName !== undefined) throw notMeasured(first, unmeasuredName);
  return overrideSupportedMetrics(scenarios, names);
}

/** Adds to each scenario those of the metrics that it supports. */
export function overrideSupportedMetrics(
  scenarios: readonly Scenario[],
  names: readonly string[],
): readonly Scenario[] {
  return scenarios.map((scenario) =>
    names
      .filter((name) => canHaveMetric(scenario.kind, name))
      .reduce(overrideScenarioMetric, scenario),
  );
}

/**
 * Returns the scenario with a metric that is measured and decides the verdict, whatever its own
 * settings; null: unchanged. @throws UserError if this kind of scenario does not support the
 * metric.
 */
export function overrideScenarioMetric(scenario: Scenario, name: string | null): Scenario {
  if (name === null) return scenario;
  const metric = findMetric(name);
  if (metric === undefined || !canHaveMetric(scenario.kind, name)) {
    throw notMeasured(scenario, name);
  }
  const metrics = listKindMetrics(scenario.kind).own.includes(name)
    ? scenario.metrics
    : [...new Set([...scenario.metrics, name])];
  const regression = { [name]: resolveMetricMargin(metric, scenario), ...scenario.regression };
  return { ...scenario, metrics, regression };
}

function notMeasured(scenario: Scenario, name: string): UserError {
  const { own, onRequest } = listKindMetrics(scenario.kind);
  const known = [...own, ...onRequest];
  return new UserError({
    code: 'metric-not-measured',
    message: `"${name}" is not a metric of ${scenario.kind} scenarios; available: ${known.join(', ')}.${didYouMean(name, known)}`,
    remedy: 'Choose one of these metrics with --metric, or omit --metric.',
  });
}
