import type { ScenarioMetricEvidence } from '../gate/decide/judge-scenario-suite.ts';
import type { MetricEvidence } from '../gate/decide/paired-metric-evidence.ts';
import { gatedMetrics } from '../gate/select-gated-metrics.ts';
import {
  isUnusableRecord,
  type RunRecord,
  restoreRecordedScenario,
} from '../model/documents/run-record.ts';
import type {
  Comparison,
  ComparisonReport,
} from '../model/documents/run-report-and-comparison-document.ts';
import type { Scenario } from '../model/scenario/scenario.ts';
import { countFailedTrials, isUnmeasured } from './collect-paired-metric-values.ts';
import { sameInputsEvidence } from './inputs/compare-traced-external-inputs.ts';
import { collectMetricEvidence } from './scenario-comparison-state.ts';

/**
 * Restores the evidence about one scenario from the trials of a saved comparison. Its saved verdicts
 * serve only where the runs lack the information.
 */
export function restoreScenarioEvidence(
  name: string,
  saved: ComparisonReport,
): ScenarioMetricEvidence {
  const run = (side: 'a' | 'b'): RunRecord | undefined =>
    saved.runs.find((run) => run.scenario === name && run.side === side);
  const base = run('a');
  const trials = { a: base?.trials ?? [], b: run('b')?.trials ?? [] };
  const rows = saved.comparisons.filter(({ scenario }) => scenario === name);
  const { scenario, margin, gated } = restoreJudgementSettings(name, saved);
  const savedGated = rows.filter((row) => row.gated).map(({ metric }) => metric);
  const subject = { scenario, gated: gated ?? new Set(savedGated), trials, calibration: null };
  return {
    failures: countFailedTrials(trials),
    isUnmeasured: base !== undefined && isUnmeasured(trials),
    trouble:
      base !== undefined && isUnusableRecord(base)
        ? (rows.find(({ reason }) => reason !== null)?.reason ?? '')
        : null,
    ...sameInputsEvidence(saved.inputs?.find((input) => input.scenario === name) ?? null),
    evidence: collectMetricEvidence(subject, margin).map((metricEvidence): MetricEvidence => {
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

interface JudgementSettings {
  readonly scenario: Pick<Scenario, 'name' | 'regression' | 'margin'>;
  /** Margin of all metrics; null: the margins of the scenario apply. */
  readonly margin: number | null;
  /** Gated metrics; null if no run of the scenario is left. */
  readonly gated: ReadonlySet<string> | null;
}

function restoreJudgementSettings(name: string, saved: ComparisonReport): JudgementSettings {
  const { margin, metrics } = saved.asked ?? { margin: null, metrics: null };
  const run = saved.runs.findLast((run) => run.scenario === name);
  const scenario = run === undefined ? null : restoreRecordedScenario(run);
  if (scenario === null) {
    return { scenario: { name, regression: {}, margin: null }, margin, gated: null };
  }
  const deciding = metrics?.find((metric) => metric.scenario === name)?.metrics;
  return { scenario, margin, gated: new Set(deciding ?? gatedMetrics(scenario)) };
}
