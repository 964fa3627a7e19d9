import type { ScenarioEvidence } from '../gate/decide/decide-suite.ts';
import type { MetricEvidence } from '../gate/decide/metric-evidence.ts';
import { gatedMetrics } from '../gate/gated-metrics.ts';
import type { Comparison, ComparisonReport } from '../model/documents/document.ts';
import type { RunRecord } from '../model/documents/record.ts';
import { recordedScenario } from '../model/documents/recorded-scenario.ts';
import { isSpoiled } from '../model/is-spoiled.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import { sameFiles } from './inputs/compare-inputs.ts';
import { evidenceOf } from './live-subject.ts';
import { unitFailures } from './with-own-units.ts';

/**
 * Returns the pairs of one scenario in a saved comparison and its requested settings; verdicts only
 * where nothing else says it.
 */
export function scenarioEvidence(name: string, saved: ComparisonReport): ScenarioEvidence {
  const run = (side: 'a' | 'b'): RunRecord | undefined =>
    saved.runs.find((run) => run.scenario === name && run.side === side);
  const base = run('a');
  const trials = { a: base?.trials ?? [], b: run('b')?.trials ?? [] };
  const rows = saved.comparisons.filter(({ scenario }) => scenario === name);
  const { scenario, margin, gated } = requestedOf(name, saved);
  const savedGated = rows.filter((row) => row.gated).map(({ metric }) => metric);
  const subject = { scenario, gated: gated ?? new Set(savedGated), trials, calibration: null };
  return {
    failures: unitFailures(trials),
    trouble:
      base !== undefined && isSpoiled(base)
        ? (rows.find(({ reason }) => reason !== null)?.reason ?? '')
        : null,
    ...sameFiles(saved.inputs?.find((input) => input.scenario === name) ?? null),
    evidence: evidenceOf(subject, margin).map((metricEvidence): MetricEvidence => {
      const row = rows.find(({ metric }) => metric === metricEvidence.metric);
      if (row === undefined) return metricEvidence;
      return { ...metricEvidence, ...pooledSpread(row) };
    }),
  };
}

/** Returns the spread of a calibration, which the record does not contain. */
function pooledSpread({ pooled_spread: known }: Comparison): Pick<MetricEvidence, 'pooledSpread'> {
  if (known == null) return {};
  return { pooledSpread: { sd: known.sd, degreesOfFreedom: known.degrees_of_freedom } };
}

/** Settings that a saved comparison judges one of its scenarios by, beside its rules. */
interface RequestedOf {
  readonly scenario: Pick<Scenario, 'name' | 'regression' | 'margin'>;
  /** Margin of all metrics; null where the scenario's own margins hold. */
  readonly margin: number | null;
  /** Metrics that decide; null: no run of the scenario is left. */
  readonly gated: ReadonlySet<string> | null;
}

function requestedOf(name: string, saved: ComparisonReport): RequestedOf {
  const { margin, metrics } = saved.asked ?? { margin: null, metrics: null };
  const run = saved.runs.findLast((run) => run.scenario === name);
  const scenario = run === undefined ? null : recordedScenario(run);
  if (scenario === null) {
    return { scenario: { name, regression: {}, margin: null }, margin, gated: null };
  }
  const deciding = metrics?.find((metric) => metric.scenario === name)?.metrics;
  return { scenario, margin, gated: new Set(deciding ?? gatedMetrics(scenario)) };
}
