import { gatedMetrics } from '../gate/gated-metrics.ts';
import type { ComparisonReport } from '../model/documents/document.ts';
import { recordedScenario } from '../model/documents/recorded-scenario.ts';
import type { Scenario } from '../model/scenario/scenario.ts';

/** Settings that a saved comparison judges one of its scenarios by, beside its rules. */
export interface RequestedOf {
  readonly scenario: Pick<Scenario, 'name' | 'regression' | 'margin'>;
  /** Of all metrics; null: those of the scenario. */
  readonly margin: number | null;
  /** Metrics that decide; null: no run of the scenario is left. */
  readonly gated: ReadonlySet<string> | null;
}

export function requestedOf(name: string, saved: ComparisonReport): RequestedOf {
  const { margin, metrics } = saved.asked ?? { margin: null, metrics: null };
  const run = saved.runs.findLast((one) => one.scenario === name);
  const scenario = run === undefined ? null : recordedScenario(run);
  if (scenario === null) {
    return { scenario: { name, regression: {}, margin: null }, margin, gated: null };
  }
  const deciding = metrics?.find((one) => one.scenario === name)?.metrics;
  return { scenario, margin, gated: new Set(deciding ?? gatedMetrics(scenario)) };
}
