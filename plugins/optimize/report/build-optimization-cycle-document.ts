import type {
  OptimizationCycle,
  OptimizationHypothesis,
  OptimizationMetric,
} from '../document/optimization-cycle.ts';
import { findMetricDirection, type MetricName, readMetrics } from '../optimization-metrics.ts';
import type { Execution, Validation } from '../phase-result-schemas.ts';
import { describeConcern } from '../validate/plan-validation-result.ts';
import type { CycleFacts, LoopFacts } from './read-loop-report-data.ts';

/** Returns the part of the report about one cycle and its outcome (OPT-64). */
export function buildCycleDocument(
  cycleFacts: CycleFacts,
  { branches }: Pick<LoopFacts, 'branches'>,
  metric: MetricName,
): OptimizationCycle {
  const { record, execution, map, research, validation } = cycleFacts;
  const branch = branches.find(({ cycle }) => cycle === cycleFacts.cycle);
  const valueIn = (side: 'baseline' | 'final'): number | null =>
    record === null ? null : (readMetrics(record[side])[metric] ?? null);
  return {
    cycle: cycleFacts.cycle,
    status: record?.status ?? 'unfinished',
    bottleneck: map === null ? null : `${map.bottleneck_classification}: ${map.bottleneck_detail}`,
    before: valueIn('baseline'),
    after: valueIn('final'),
    improvement_pct: record?.improvement_pct ?? null,
    ratio: confirmedRatio(cycleFacts),
    target_met: record?.target_met ?? false,
    strike_result: execution?.strike_result ?? null,
    metrics: execution === null ? [] : metricsIn(execution),
    functions: execution?.functions ?? [],
    explanation: execution?.explanation ?? null,
    hypotheses: outcomes(cycleFacts),
    contested: execution?.contested_results ?? [],
    plan: validation === null ? null : planOf(validation),
    flags: research?.flags ?? [],
    e2e_test: execution?.e2e_test ?? null,
    flaky_tests: execution?.flaky_tests ?? [],
    warnings: execution?.warnings ?? [],
    experiments: cycleFacts.experiments,
    branch: branch?.name ?? null,
    commits: branch?.commits ?? [],
    files: execution === null || branch === undefined ? [] : execution.files_modified,
    diff: branch?.diff ?? null,
  };
}

/** Returns null if nothing was accepted (so not confirmed), or no interval was reported. */
function confirmedRatio({ record, execution }: CycleFacts): OptimizationCycle['ratio'] {
  if (record === null || record.branch === null) return null;
  return execution?.ratio ?? null;
}

/** Returns every metric of the baseline, whatever its outcome (X814-21). */
function metricsIn({ baseline, final, metrics = {} }: Execution): readonly OptimizationMetric[] {
  return Object.entries(baseline).map(([name, before]) => {
    const measured = metrics[name];
    const { ratio = null, low = null, high = null } = measured ?? {};
    const isMeasured = ratio !== null && low !== null && high !== null;
    return {
      name,
      before,
      after: final[name] ?? null,
      better: measured?.better ?? findMetricDirection(name),
      ratio: isMeasured ? { value: ratio, low, high } : null,
      verdict: measured?.verdict ?? null,
    };
  });
}

function outcomes(cycleFacts: CycleFacts): readonly OptimizationHypothesis[] {
  const { hypotheses, execution, validation } = cycleFacts;
  const proposed = hypotheses.map(({ id }) => id);
  const told = [
    ...(execution?.hypotheses_applied ?? []),
    ...(execution?.hypotheses_removed ?? []).map(({ id }) => id),
    ...(validation?.hypotheses_removed ?? []),
  ];
  return [...new Set([...proposed, ...told])].map((id) => {
    const own = hypotheses.find((of) => of.id === id);
    return {
      id,
      description: own?.description ?? '',
      ...outcomeOf(id, cycleFacts),
      files: own?.files_to_modify ?? [],
      expected_pct: own?.expected_impact.percent ?? null,
      risk: own?.risk ?? null,
      evidence_class: own?.evidence_class ?? null,
      assumes: own?.assumes ?? [],
      check: execution?.checks?.find((each) => each.id === id)?.result ?? null,
      alone: aloneOf(id, execution),
    };
  });
}

function aloneOf(id: string, execution: Execution | null): OptimizationHypothesis['alone'] {
  const { id: _, ...alone } = execution?.parts?.find((part) => part.id === id) ?? { id: null };
  return 'added' in alone ? alone : null;
}

function outcomeOf(
  id: string,
  { execution, validation }: CycleFacts,
): Pick<OptimizationHypothesis, 'outcome' | 'reason'> {
  if (execution?.hypotheses_applied.includes(id)) return { outcome: 'applied', reason: null };
  const removed = execution?.hypotheses_removed.find((removal) => removal.id === id);
  if (removed !== undefined) return { outcome: 'removed', reason: removed.reason };
  const manual = execution?.manual?.find((manualChange) => manualChange.id === id);
  if (manual !== undefined) return { outcome: 'manual', reason: manual.reason };
  if (execution?.remaining?.includes(id)) {
    return { outcome: 'remaining', reason: 'out of time' };
  }
  const isDropped = validation?.hypotheses_removed.includes(id) === true;
  return { outcome: isDropped ? 'dropped' : 'proposed', reason: null };
}

function planOf({
  verdict,
  corrections_applied: corrections,
  concerns,
}: Validation): OptimizationCycle['plan'] {
  return {
    verdict,
    corrections,
    concerns: concerns.map(describeConcern),
  };
}
