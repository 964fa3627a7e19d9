import { createIncomparableRow } from './compare-metric-samples.ts';
import { compareRunConditions, explainCountedMismatch } from './compare-run-conditions.ts';
import {
  type CompareStoredOptions,
  compareStoredRuns,
  type StoredSide,
} from './compare-stored-runs.ts';
import { judgeStoredComparisons } from './gate/judge-comparisons-of-separate-runs.ts';
import { type RunRecord, restoreRecordedScenario } from './model/documents/run-record.ts';
import type {
  Comparison,
  ComparisonReport,
} from './model/documents/run-report-and-comparison-document.ts';
import { findMetric } from './model/metric.ts';

/**
 * Compares runs with a stored baseline, as a gate does. Counted metrics are the same on every
 * machine of one architecture, except as `explainCountedMismatch` says, and are compared wherever
 * the baseline comes from; timed metrics are compared only if machine and runtime are the same.
 */
export function compareWithBaseline(
  baseline: StoredSide,
  head: StoredSide,
  options: Required<CompareStoredOptions>,
): ComparisonReport {
  const heads = new Map(head.runs.map((run) => [run.scenario, run]));
  const reasons = new Map<string, string>();
  const runs = baseline.runs.map((run) => {
    const other = heads.get(run.scenario);
    const { reason } = other === undefined ? { reason: null } : compareRunConditions(run, other);
    if (other === undefined || reason === null || !isOnlyMachineDifferent(run, other)) return run;
    reasons.set(run.scenario, reason);
    return withMachineOf(run, other);
  });
  const report = compareStoredRuns({ ...baseline, runs }, head, options);
  const comparisons = report.comparisons.map((comparison) => {
    const reason = reasons.get(comparison.scenario);
    return reason === undefined
      ? comparison
      : markMachineDependent(comparison, reason, baseline.runs, heads);
  });
  return {
    ...report,
    comparisons,
    // The machine was replaced only for the comparison.
    runs: report.runs.map((run) => baseline.runs.find(({ id }) => id === run.id) ?? run),
    verdict:
      reasons.size === 0
        ? report.verdict
        : judgeStoredComparisons(
            comparisons.filter(({ gated }) => gated),
            new Set(),
          ),
  };
}

/** True if only the machine makes two runs incomparable. */
function isOnlyMachineDifferent(base: RunRecord, head: RunRecord): boolean {
  const [a, b] = [base.environment?.machine, head.environment?.machine];
  if (a === undefined || b === undefined) return false;
  if (a.id === b.id || a.arch !== b.arch) return false;
  return compareRunConditions(withMachineOf(base, head), head).reason === null;
}

function withMachineOf(run: RunRecord, other: RunRecord): RunRecord {
  if (run.environment === null || other.environment === null) return run;
  const { machine } = other.environment;
  return { ...run, environment: { ...run.environment, machine } };
}

/** Marks the metrics that depend on the machine as incomparable. */
function markMachineDependent(
  comparison: Comparison,
  reason: string,
  bases: readonly RunRecord[],
  heads: ReadonlyMap<string, RunRecord>,
): Comparison {
  const { scenario, metric, verdict, margin } = comparison;
  const head = heads.get(scenario);
  const base = bases.find((run) => run.scenario === scenario);
  if (verdict === 'incomparable' || head === undefined || base === undefined) return comparison;
  const mismatch =
    (findMetric(metric)?.nature ?? 'timed') === 'timed'
      ? `${reason}; only counted metrics can be compared`
      : explainCountedMismatch(metric, base, head);
  if (mismatch === null) return comparison;
  const { budgets = [], regression = {} } = restoreRecordedScenario(head) ?? {};
  return createIncomparableRow(
    {
      scenario,
      metric,
      base: base.metrics[metric],
      head: head.metrics[metric],
      judged: { kind: head.kind, budgets, regression, margin: null },
      margin,
    },
    mismatch,
  );
}
