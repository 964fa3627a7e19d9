import {
  createCalibrationStore,
  findCalibratedScenarios,
} from '../../harness/calibration/noise-calibration-store.ts';
import { compareWithBaseline } from '../../harness/compare-with-baseline.ts';
import { rulesForConfidence } from '../../harness/gate/decide/default-comparison-rules.ts';
import { type GateEvidence, headRecord } from '../../harness/gate/gate-evidence.ts';
import { judgeGate } from '../../harness/gate/judge-gate.ts';
import { reportCountedFamilySize } from '../../harness/gate/multiple-comparison-family-size.ts';
import { refuseLimitsBelowNoise } from '../../harness/gate/refuse-limit-below-minimal-detectable-change.ts';
import type { Baseline } from '../../harness/model/documents/baseline-document.ts';
import {
  GATE_SCHEMA,
  type GateOptions,
  type GateReport,
  type PluginCheck,
} from '../../harness/model/documents/gate-document.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import type { NewScenarios } from './find-scenarios-new-since-base.ts';
import {
  type GateMeasurementContext,
  type GateMeasurements,
  hasNoMetrics,
} from './run-gate-measurements.ts';

/** Everything about a gate that is known without measuring. */
export interface StaticGateEvidence {
  /** Scenarios that the base lacks, with findings about scenarios that only one side has. */
  readonly added: NewScenarios;
  readonly others: readonly PluginCheck[];
  readonly findings: readonly Finding[];
}

/** The document of all that was measured. */
export function buildGateReport(
  { host, scenarios, base, baseline, request, commands }: GateMeasurementContext,
  { comparison, runs }: GateMeasurements,
  { added, others: pluginChecks, findings }: StaticGateEvidence,
): GateReport {
  const { config, options } = request;
  const calibrations = createCalibrationStore(host, config.stateFolder);
  const evidence: GateEvidence = {
    scenarios:
      runs === null ? scenarios.map((scenario) => withoutUnknown(scenario, comparison)) : scenarios,
    comparison,
    baseline: baseline && runs && againstBaseline(baseline, runs, options),
    pluginChecks,
    runs: runs ?? [],
    newScenarios: added.names,
    refused:
      comparison === null
        ? new Map()
        : refuseLimitsBelowNoise(findCalibratedScenarios(scenarios, comparison, calibrations), {
            rules: rulesForConfidence(options.confidence),
            margin: options.margin,
            sharing: reportCountedFamilySize(comparison),
          }),
    margin: options.margin,
    ...commands,
  };
  const { checks, verdict, exitCode } = judgeGate(evidence, options);
  return {
    schema: GATE_SCHEMA,
    verdict,
    exit_code: exitCode,
    options,
    base,
    comparison,
    baseline: evidence.baseline,
    checks,
    runs: evidence.runs,
    findings: [...findings, ...added.findings, ...(runs === null ? [notMeasuredAlone()] : [])],
  };
}

/** Drops budgets of a scenario that could not be measured: nothing shows they were exceeded. */
function withoutUnknown(scenario: Scenario, comparison: ComparisonReport | null): Scenario {
  const record = headRecord({ runs: [], comparison }, scenario.name);
  return hasNoMetrics(record) ? { ...scenario, budgets: [] } : scenario;
}

function againstBaseline(
  { name, runs }: Baseline,
  head: readonly RunRecord[],
  { confidence, margin }: GateOptions,
): ComparisonReport {
  return compareWithBaseline(
    { label: name, source: 'baseline', runs },
    { label: 'this gate', source: 'record', runs: head },
    { confidence, margin },
  );
}

function notMeasuredAlone(): Finding {
  return {
    id: 'not-measured-alone',
    level: 'warning',
    message:
      'The head could not be measured separately because its runs could not be saved. The gate therefore judged neither the comparison with the baseline nor the budgets of scenarios that cannot run on the base.',
    remedy: 'Fix the reported error and run the gate again.',
  };
}
